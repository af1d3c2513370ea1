package io.gleaner.dedup;

import io.gleaner.dedup.near.EdgeBlock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Some components of the pool's graph with all their edges and images, decided on as if there were
 * no others. Memory: that of {@link Decider} for the bucket's edges, and about 150 bytes and the id
 * for each image that an edge joins to another. Not thread-safe.
 */
final class Bucket {
  private final int number;
  private final Map<Kind, List<EdgeBlock>> edges = new EnumMap<>(Kind.class);
  private final Map<String, Candidate> candidates = new HashMap<>();
  private final Map<String, Integer> tables = new HashMap<>();

  Bucket(int number) {
    this.number = number;
    for (Kind kind : Kind.values()) {
      edges.put(kind, new ArrayList<>());
    }
  }

  void add(Parcel parcel) {
    if (parcel instanceof Parcel.Evidence evidence) {
      edges.get(evidence.kind()).add(evidence.edges());
    } else if (parcel instanceof Parcel.Images block) {
      CandidateBlock images = block.images();
      for (int i = 0; i < images.size(); i++) {
        tables.put(images.id(i), images.table(i));
        if (images.table(i) != CandidateBlock.EVALUATION) {
          candidates.put(images.id(i), images.candidate(i));
        }
      }
    }
  }

  /** As {@link Deduplicate#decide}. */
  BucketDecision decide(DedupConfig config, long poolImages, Set<String> never) {
    Edges all =
        Edges.NONE
            .withExact(edges.get(Kind.EXACT))
            .withPerceptual(edges.get(Kind.PERCEPTUAL))
            .withNear(edges.get(Kind.NEAR))
            .withAgainst(
                edges.get(Kind.RELATIVE),
                id -> tables.getOrDefault(id, 0) == CandidateBlock.EVALUATION);
    Decision decision = Deduplicate.decide(config, poolImages, all, candidates::get, never);
    int[] removed = new int[decision.duplicates().size()];
    int place = 0;
    for (Duplicate duplicate : decision.duplicates()) {
      Integer table = tables.get(duplicate.id());
      if (table == null) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "an edge names %s, which is not in the pool", duplicate.id()));
      }
      removed[place++] = table;
    }
    return new BucketDecision(number, decision, removed);
  }
}
