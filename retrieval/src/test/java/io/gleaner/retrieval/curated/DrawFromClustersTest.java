package io.gleaner.retrieval.curated;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.embedding.EmbeddingReader;
import io.gleaner.clustering.embedding.ResidentShard;
import io.gleaner.clustering.kmeans.AssignmentBlock;
import io.gleaner.clustering.kmeans.AssignmentBlockCoder;
import io.gleaner.clustering.workers.DirectWorkers;
import io.gleaner.retrieval.Retrieve;
import io.gleaner.retrieval.curated.ClusterPool.Image;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.testing.CoderProperties;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.KV;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrawFromClustersTest {
  private record MemoryAssignments(ArrayList<String> ids, ArrayList<Integer> clusters)
      implements AssignmentShard {
    static MemoryAssignments of(List<Image> images) {
      return new MemoryAssignments(
          new ArrayList<>(images.stream().map(Image::id).toList()),
          new ArrayList<>(images.stream().map(Image::cluster).toList()));
    }

    @Override
    public void read(Visitor visitor) {
      for (int row = 0; row < ids.size(); row++) {
        visitor.visit(ids.get(row), clusters.get(row), ClusterPool.similarityOf(ids.get(row)));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0, 1", "3, 1, 7", "2, 2, 40", "4, 3, 13"})
  void expand_setsOverRandomShards_agreeWithSortingAll(int parallelism, long seed, int shards) {
    SplittableRandom random = new SplittableRandom(seed);
    int clusters = 1 + random.nextInt(30);
    List<Image> pool =
        new ArrayList<>(ClusterPool.random(random, 3000 + random.nextInt(3000), clusters));
    List<ClusterCall> calls = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (String set : List.of("hats", "shoes", "near", "none")) {
      float least = set.equals("near") ? random.nextInt(66) / 65f : -1;
      long[] sizes = ClusterPool.sizes(pool, clusters, least);
      ClusterConfig config =
          new ClusterConfig(
              set.equals("none") ? 100 : 2,
              50 + random.nextInt(100),
              300 + random.nextInt(3000),
              new MinSimilarity(least));
      ClusterCounts counts =
          ClusterPool.counts(IntStream.range(0, clusters).map(i -> random.nextInt(9)).toArray());
      calls.add(ClusterCall.of(set, config, counts, sizes, seed).withParts(1 + random.nextInt(6)));
      ClusterPool.byDefinition(set, pool, config, counts, clusters, seed)
          .forEach(row -> expected.add(row.toString()));
    }
    Collections.shuffle(pool, new Random(seed));
    List<AssignmentShard> tables =
        IntStream.range(0, shards)
            .<AssignmentShard>mapToObj(
                shard ->
                    MemoryAssignments.of(
                        IntStream.range(0, pool.size())
                            .filter(row -> row % shards == shard)
                            .mapToObj(pool::get)
                            .toList()))
            .toList();
    int parts = calls.stream().mapToInt(ClusterCall::parts).sum();
    Pipeline pipeline = new DirectWorkers(parallelism).pipeline();

    PAssert.that(
            pipeline
                .apply(Create.of(tables).withCoder(SerializableCoder.of(AssignmentShard.class)))
                .apply(Reshuffle.viaRandomKey())
                .apply(Retrieve.cluster(calls)))
        .satisfies(
            drawn -> {
              List<String> retrievals = new ArrayList<>();
              Set<RetrievedPart> seen = new HashSet<>();
              for (KV<RetrievedPart, List<Retrieval>> part : drawn) {
                assertThat(seen.add(part.getKey())).as("%s", part.getKey()).isTrue();
                assertThat(part.getValue()).isSortedAccordingTo(Retrieval.ORDER);
                part.getValue().forEach(row -> retrievals.add(row.toString()));
              }
              assertThat(retrievals).containsExactlyInAnyOrderElementsOf(expected);
              assertThat(seen).hasSize(parts);
              return null;
            });
    pipeline.run().waitUntilFinish();
  }

  @ParameterizedTest
  @CsvSource({"1", "3"})
  void clusterCounts_blocksOfSeveralSets_addUpBySet(int parallelism) {
    SplittableRandom random = new SplittableRandom(parallelism);
    long[][] expected = new long[2][5];
    List<AssignmentBlock> blocks = new ArrayList<>();
    for (int block = 0; block < 20; block++) {
      int set = random.nextInt(2);
      String[] ids = new String[1 + random.nextInt(9)];
      int[] clusters = new int[ids.length];
      for (int row = 0; row < ids.length; row++) {
        ids[row] = "set" + set + "\0" + "image" + block + "-" + row;
        clusters[row] = random.nextInt(5);
        expected[set][clusters[row]]++;
      }
      blocks.add(new AssignmentBlock(ids, clusters, new float[ids.length]));
    }
    Pipeline pipeline = new DirectWorkers(parallelism).pipeline();

    PAssert.thatMap(
            pipeline
                .apply(Create.of(blocks).withCoder(AssignmentBlockCoder.of()))
                .apply(Retrieve.clusterCounts()))
        .satisfies(
            counts -> {
              assertThat(counts).hasSize(2);
              for (Map.Entry<String, ClusterCounts> entry : counts.entrySet()) {
                long[] ofSet = expected[entry.getKey().charAt(3) - '0'];
                assertThat(IntStream.range(0, 5).mapToLong(entry.getValue()::count))
                    .containsExactly(ofSet[0], ofSet[1], ofSet[2], ofSet[3], ofSet[4]);
              }
              return null;
            });
    pipeline.run().waitUntilFinish();
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "3, 1"})
  void similarCounts_severalMinimums_countWhatIsAtLeastSoNear(int parallelism, long seed) {
    List<Image> pool = ClusterPool.random(new SplittableRandom(seed), 2000, 7);
    Map<String, MinSimilarity> sets =
        Map.of(
            "all", MinSimilarity.NONE,
            "near", new MinSimilarity(0.5f),
            "equal", new MinSimilarity(1));
    List<AssignmentShard> tables =
        IntStream.range(0, 5)
            .<AssignmentShard>mapToObj(
                shard -> MemoryAssignments.of(pool.subList(shard * 400, shard * 400 + 400)))
            .toList();
    HashMap<String, long[]> expected = new HashMap<>();
    sets.forEach((set, least) -> expected.put(set, ClusterPool.sizes(pool, 7, least.value())));
    Pipeline pipeline = new DirectWorkers(parallelism).pipeline();

    PAssert.thatMap(
            pipeline
                .apply(Create.of(tables).withCoder(SerializableCoder.of(AssignmentShard.class)))
                .apply(Retrieve.similarCounts(sets)))
        .satisfies(
            counts -> {
              assertThat(counts).containsOnlyKeys("all", "near", "equal");
              counts.forEach(
                  (set, ofSet) ->
                      assertThat(IntStream.range(0, 7).mapToLong(ofSet::count).toArray())
                          .as(set)
                          .isEqualTo(expected.get(set)));
              return null;
            });
    pipeline.run().waitUntilFinish();
  }

  @Test
  void coders_values_roundTrip() throws Exception {
    CoderProperties.coderDecodeEncodeEqual(
        RetrievedPartCoder.of(), new RetrievedPart("ü", Mode.CLUSTER, 3, 300));
    CoderProperties.coderDeterministic(
        RetrievedPartCoder.of(),
        new RetrievedPart("s", Mode.SAMPLE, 0, 1),
        new RetrievedPart("s", Mode.SAMPLE, 0, 1));
    CoderProperties.coderDecodeEncodeEqual(DrawnCoder.of(), new Drawn(-5, "ü", 7, 0.25f));
    RetrievedPartCoder.of().verifyDeterministic();
    SerializableCoder.of(ClusterCall.class);
  }

  @Test
  void setShard_ids_areTakenApart() {
    assertThat(SetShard.set("hats\0a\0b")).isEqualTo("hats");
    assertThat(SetShard.id("hats\0a\0b")).isEqualTo("a\0b");
    assertThat(SetShard.copiesOf("hats\0a\0b")).isEmpty();
  }

  @Test
  void setShard_idsOfImagesWithCopies_areTakenApart() throws Exception {
    EmbeddingBlock block =
        new EmbeddingBlock(new String[] {"a/3:x\0", "b"}, new float[] {1, 0, 0, 1}, 2);
    SetShard shard =
        new SetShard(
            "hats",
            new ResidentShard("hats", block),
            () -> Map.of("a/3:x\0", List.of("p\0/1:2", "q")));

    try (EmbeddingReader reader = shard.open(8)) {
      String[] ids = reader.next().ids();
      assertThat(ids).extracting(SetShard::set).containsExactly("hats", "hats");
      assertThat(ids).extracting(SetShard::id).containsExactly("a/3:x\0", "b");
      assertThat(SetShard.copiesOf(ids[0])).containsExactly("p\0/1:2", "q");
      assertThat(SetShard.copiesOf(ids[1])).isEmpty();
    }
  }
}
