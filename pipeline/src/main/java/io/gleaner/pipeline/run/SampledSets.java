package io.gleaner.pipeline.run;

import io.gleaner.clustering.embedding.EmbeddingShard;
import io.gleaner.clustering.embedding.StoredEmbeddings;
import io.gleaner.retrieval.curated.Collisions;
import io.gleaner.retrieval.curated.Mode;
import io.gleaner.retrieval.curated.SampleConfig;
import io.gleaner.retrieval.curated.SetShard;
import io.gleaner.retrieval.neighbours.NeighbourBlock;
import io.gleaner.retrieval.neighbours.Neighbours;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The sets that retrieve by sample, which share one search: their shards go in, and what comes out
 * is told apart by set, each list without the copies of its query. Several sets, and images that
 * have copies in the pool, are marked as {@link SetShard}s; a set that is alone and has none is
 * not, so that an image that is searched for among itself is known as itself.
 */
final class SampledSets implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * @param queries images of the set
   */
  record Sampled(SampleConfig config, long queries) implements Serializable {
    boolean refills() {
      return config.collisions() == Collisions.REFILL;
    }
  }

  private final LinkedHashMap<String, Sampled> sets = new LinkedHashMap<>();
  private final transient List<EmbeddingShard> shards = new ArrayList<>();
  private final int mostCopies;
  private final boolean marked;

  private SampledSets(int mostCopies, boolean marked) {
    this.mostCopies = mostCopies;
    this.marked = marked;
  }

  /**
   * @param copies of the images of the sets that sample
   */
  static SampledSets of(List<Seeds> all, QueryCopies copies) throws IOException {
    List<Seeds> sampling = all.stream().filter(set -> set.modes().contains(Mode.SAMPLE)).toList();
    SampledSets sampled = new SampledSets(copies.most(), sampling.size() > 1 || copies.most() > 0);
    for (Seeds set : sampling) {
      sampled.sets.put(set.name(), new Sampled(set.sample(), set.images().rows()));
      List<EmbeddingShard> shards = set.images().shards();
      List<String> names = set.images().names();
      for (int i = 0; i < shards.size(); i++) {
        SetShard.Copies ofTable =
            copies.most() == 0 ? SetShard.Copies.NONE : copies.of(set.name(), names.get(i));
        sampled.shards.add(
            sampled.marked ? new SetShard(set.name(), shards.get(i), ofTable) : shards.get(i));
      }
    }
    return sampled;
  }

  boolean isEmpty() {
    return sets.isEmpty();
  }

  Sampled get(String set) {
    return sets.get(set);
  }

  /** Returns the sets with what they ask for, in the recipe's order. */
  Map<String, Sampled> sets() {
    return sets;
  }

  /** Returns the queries of all sets. */
  StoredEmbeddings queries() {
    return new StoredEmbeddings(shards, sets.values().stream().mapToLong(Sampled::queries).sum());
  }

  /** Returns how long the lists must be that serve all sets. */
  int longest() {
    return mostCopies
        + sets.values().stream().mapToInt(set -> listLength(set.config())).max().orElse(0);
  }

  /** A query that has to make way for others finds a second choice in a list twice as long. */
  static int listLength(SampleConfig config) {
    int perQuery = config.perQuery();
    return config.collisions() == Collisions.REFILL ? 2 * perQuery : perQuery;
  }

  /** Returns the lists of each set, under the queries' own ids and without their copies. */
  Map<String, NeighbourBlock> split(NeighbourBlock lists) {
    if (!marked) {
      return Map.of(sets.keySet().iterator().next(), lists);
    }
    Map<String, List<Neighbours>> split = new LinkedHashMap<>();
    for (Neighbours list : lists.lists()) {
      split
          .computeIfAbsent(SetShard.set(list.query()), set -> new ArrayList<>())
          .add(
              QueryCopies.without(
                  new Neighbours(SetShard.id(list.query()), list.nearest()),
                  SetShard.copiesOf(list.query())));
    }
    Map<String, NeighbourBlock> blocks = new LinkedHashMap<>();
    split.forEach((set, ofSet) -> blocks.put(set, NeighbourBlock.of(ofSet)));
    return blocks;
  }
}
