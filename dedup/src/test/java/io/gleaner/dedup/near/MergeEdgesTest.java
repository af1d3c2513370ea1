package io.gleaner.dedup.near;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.CoderProperties;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MergeEdgesTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 7})
  void of_edgesFromEitherEnd_givesEachPairOnce(int partitions) {
    List<Edge> edges = Graphs.random(60, 1_000, 12, new SplittableRandom(partitions));
    String expected = best(edges).toString();
    Pipeline pipeline = Pipeline.create();
    PAssert.that(
            pipeline
                .apply(Create.of(EdgeBlock.of(edges).slices(90)).withCoder(EdgeBlockCoder.of()))
                .apply(MergeEdges.of(partitions)))
        .satisfies(
            found -> {
              List<Edge> all =
                  StreamSupport.stream(found.spliterator(), false)
                      .flatMap(block -> block.edges().stream())
                      .sorted(Edge.ORDER)
                      .toList();
              assertThat(all).hasToString(expected);
              found.forEach(block -> assertThat(block.edges()).isSortedAccordingTo(Edge.ORDER));
              return null;
            });
    pipeline.run().waitUntilFinish();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void merge_blocksInAnotherOrder_givesTheSameBlock(long seed) {
    List<Edge> edges = Graphs.random(50, 300, 12, new SplittableRandom(seed));
    EdgeBlock merged = UniqueEdges.merge(EdgeBlock.of(edges).slices(20));
    assertThat(merged.edges()).isEqualTo(best(edges));
    List<Edge> shuffled = new ArrayList<>(edges);
    Collections.shuffle(shuffled, new Random(seed));
    assertThat(UniqueEdges.merge(EdgeBlock.of(shuffled).slices(7))).isEqualTo(merged);
  }

  @Test
  void split_twoEndsOfAPair_meetInOnePartition() {
    EdgeBlock block =
        new EdgeBlock.Builder().add("x", "y", 0.5f).add("y", "x", 0.5f).add("y", "z", 0.1f).build();
    Map<Integer, EdgeBlock> parts = UniqueEdges.split(block, 1_000);
    assertThat(parts.keySet()).allMatch(part -> part >= 0 && part < 1_000);
    assertThat(parts.values()).anyMatch(part -> part.size() == 2);
  }

  @Test
  void merge_nothing_isEmpty() {
    assertThat(UniqueEdges.merge(List.of()).size()).isZero();
    assertThat(EdgeBlock.of(List.of()).slices(5)).isEmpty();
  }

  @Test
  void of_noPartitions_isRefused() {
    assertThatThrownBy(() -> MergeEdges.of(0)).hasMessage("partitions is 0, must be at least 1");
  }

  @Test
  void edge_withoutSense_isRefused() {
    assertThatThrownBy(() -> new Edge("a", "a", 1))
        .isInstanceOf(RepeatedIdException.class)
        .hasMessageContaining("the id \"a\" stands for two images");
    assertThatThrownBy(() -> new Edge("b", "a", 1))
        .hasMessage("edge b - a: the smaller id must come first");
    assertThatThrownBy(() -> new EdgeBlock.Builder().add("a", "b", Float.NaN))
        .hasMessage("edge a - b: similarity is NaN, must be finite");
  }

  @Test
  void coder_sharedIds_roundTrip() throws Exception {
    EdgeBlock block = EdgeBlock.of(Graphs.random(300, 2_000, 12, new SplittableRandom(0)));
    CoderProperties.coderDecodeEncodeEqual(EdgeBlockCoder.of(), block);
    CoderProperties.coderDecodeEncodeEqual(EdgeBlockCoder.of(), EdgeBlock.of(List.of()));
    CoderProperties.coderDeterministic(EdgeBlockCoder.of(), block, EdgeBlock.of(block.edges()));
    CoderProperties.coderSerializable(EdgeBlockCoder.of());
  }

  /** The definition: a map by pair. */
  private static List<Edge> best(List<Edge> edges) {
    Map<String, Edge> best = new TreeMap<>();
    for (Edge edge : edges) {
      best.merge(
          edge.a() + " " + edge.b(),
          edge,
          (one, other) -> one.similarity() >= other.similarity() ? one : other);
    }
    return List.copyOf(best.values());
  }
}
