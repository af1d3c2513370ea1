package io.gleaner.retrieval.neighbours;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IndexCostTest {
  @ParameterizedTest
  @CsvSource({
    "100000, 100000, 384, EXACT",
    "100000, 800000, 384, EXACT",
    "100000, 1, 384, EXACT",
    "2000000, 2000000, 384, HNSW",
    "2000000, 100, 384, EXACT",
    "0, 5, 0, EXACT"
  })
  void choose_auto_graphOnlyForManyRowsAndManyQueries(
      long rows, long queries, int dimension, SearchConfig.Index expected) {
    assertThat(IndexCost.choose(rows, queries, dimension, SearchConfig.DEFAULTS))
        .isEqualTo(expected);
  }

  @Test
  void choose_configured_asConfigured() {
    SearchConfig config = SearchConfig.DEFAULTS.withIndex(SearchConfig.Index.HNSW);

    assertThat(IndexCost.choose(10, 1, 384, config)).isEqualTo(SearchConfig.Index.HNSW);
  }
}
