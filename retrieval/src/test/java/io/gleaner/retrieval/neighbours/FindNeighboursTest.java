package io.gleaner.retrieval.neighbours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.embedding.EmbeddingShard;
import io.gleaner.clustering.embedding.StoredEmbeddings;
import io.gleaner.clustering.workers.DirectWorkers;
import io.gleaner.clustering.workers.LocalScratch;
import io.gleaner.retrieval.neighbours.cells.CellConfig;
import io.gleaner.retrieval.neighbours.cells.Cells;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricQueryResults;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.PAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FindNeighboursTest {
  private static final EmbeddingBlock BASE = Blocks.coarse("b", 1200, 10, 3);
  private static final float FLOOR = 0.8f;
  private static final List<Neighbours> EXPECTED =
      Blocks.byComparingAll(BASE, BASE, 64).atLeast(FLOOR).lists();

  @ParameterizedTest
  @EnumSource(SearchConfig.Index.class)
  void expand_baseAgainstItself_exactNeighboursAboveTheFloorFromOneSharedIndex(
      SearchConfig.Index index) throws Exception {
    List<EmbeddingShard> shards = Blocks.shards(BASE, 100);
    Pipeline pipeline =
        Pipeline.create(PipelineOptionsFactory.fromArgs("--targetParallelism=4").create());

    StoredEmbeddings pool = new StoredEmbeddings(shards, BASE.rows());
    SearchConfig config = SearchConfig.DEFAULTS.withIndex(index).withFloor(FLOOR);
    Cells one = Cells.train(pool, config.cells(), new LocalScratch("unused"), new DirectWorkers(1));
    var found = pipeline.apply(FindNeighbours.within(pool, one, config, "unused"));
    PAssert.that(found)
        .satisfies(
            blocks -> {
              assertThat(
                      StreamSupport.stream(blocks.spliterator(), false)
                          .flatMap(block -> block.lists().stream()))
                  .containsExactlyInAnyOrderElementsOf(EXPECTED);
              return null;
            });
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();

    assertThat(counters(result))
        .containsEntry("queries", 1200L)
        .containsEntry("found", EXPECTED.stream().mapToLong(list -> list.nearest().size()).sum())
        .containsEntry("indexes", 1L);
    assertThat(SharedIndexes.inUse()).isZero();
  }

  @Test
  void get_notAcquired_saysSo() {
    assertThatThrownBy(
            () ->
                SharedIndexes.get(
                    "lost", () -> HnswSearch.over(SortedEmbeddings.of(List.of()), null)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("index lost has no user, acquire it first");
  }

  @Test
  void release_lastOfTwoUsers_indexIsBuiltAnewForTheNext() throws Exception {
    SharedIndexes.Builder builder =
        () -> HnswSearch.over(SortedEmbeddings.of(List.of()), HnswConfig.DEFAULTS);
    SharedIndexes.acquire("two");
    SharedIndexes.acquire("two");
    NeighbourIndex first = SharedIndexes.get("two", builder);
    SharedIndexes.release("two");
    assertThat(SharedIndexes.get("two", builder)).isSameAs(first);
    SharedIndexes.release("two");
    assertThat(SharedIndexes.inUse()).isZero();
  }

  @Test
  void searchConfig_defaults_areThePapers() {
    assertThat(SearchConfig.DEFAULTS)
        .isEqualTo(
            new SearchConfig(
                64,
                SearchConfig.Index.AUTO,
                new HnswConfig(16, 200, 100),
                -1,
                new CellConfig(CellConfig.AUTO, 10_000, 32)));
  }

  @ParameterizedTest
  @ValueSource(floats = {-1.5f, 1.5f, Float.NaN})
  void searchConfig_floorOutOfRange_isRefused(float floor) {
    assertThatThrownBy(() -> SearchConfig.DEFAULTS.withFloor(floor))
        .hasMessage(String.format(Locale.ROOT, "floor is %s, must be -1 to 1", floor));
  }

  @Test
  void configs_valuesOutOfRange_areRefused() {
    assertThatThrownBy(() -> SearchConfig.DEFAULTS.withK(0))
        .hasMessage("k is 0, must be at least 1");
    assertThatThrownBy(() -> new HnswConfig(1, 200, 100))
        .hasMessage("links is 1, must be 2 to 128");
    assertThatThrownBy(() -> new HnswConfig(16, 0, 100))
        .hasMessage("beam_width_construction is 0, must be 1 to 10000");
    assertThatThrownBy(() -> HnswConfig.DEFAULTS.withBeamWidthSearch(10_001))
        .hasMessage("beam_width_search is 10001, must be 1 to 10000");
  }

  private static Map<String, Long> counters(PipelineResult result) {
    MetricQueryResults metrics = result.metrics().queryMetrics(MetricsFilter.builder().build());
    return StreamSupport.stream(metrics.getCounters().spliterator(), false)
        .filter(counter -> counter.getName().getNamespace().equals("neighbours"))
        .collect(
            Collectors.toMap(
                counter -> counter.getName().getName(), counter -> counter.getCommitted()));
  }
}
