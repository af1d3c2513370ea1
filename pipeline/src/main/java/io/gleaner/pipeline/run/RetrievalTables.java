package io.gleaner.pipeline.run;

import io.gleaner.pipeline.table.Format;
import io.gleaner.retrieval.curated.Mode;
import io.gleaner.retrieval.curated.Retrieval;
import io.gleaner.retrieval.curated.RetrievalStatistics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Retrievals and their statistics as tables (docs/formats.md). */
final class RetrievalTables {
  static final String STATISTICS_FILE = "statistics.parquet";

  static final Format<Retrieval> ROWS =
      Format.<Retrieval>empty()
          .withText("id", Retrieval::id)
          .withText("set", Retrieval::set)
          .withText("mode", retrieval -> retrieval.mode().label())
          .withText("query_id", Retrieval::queryId)
          .withNullableInteger(
              "rank", retrieval -> retrieval.mode() == Mode.SAMPLE ? retrieval.rank() : null)
          .withFloat("similarity", Retrieval::similarity)
          .withNullableInteger(
              "cluster",
              retrieval -> retrieval.mode() == Mode.CLUSTER ? retrieval.cluster() : null);

  private RetrievalTables() {}

  static Format<RetrievalStatistics> statistics(List<Seeds> sets) {
    Map<String, String> tasks = new HashMap<>();
    sets.forEach(set -> tasks.put(set.name(), set.task()));
    return Format.<RetrievalStatistics>empty()
        .withText("set", RetrievalStatistics::set)
        .withText("task", row -> tasks.get(row.set()))
        .withText("mode", row -> row.mode().label())
        .withLong("queries", RetrievalStatistics::queries)
        .withLong("retrieved", RetrievalStatistics::retrieved)
        .withLong("distinct", RetrievalStatistics::distinct)
        .withLong("collisions", RetrievalStatistics::collisions)
        .withFloat("least", row -> row.similarity().least())
        .withFloat("p05", row -> row.similarity().p05())
        .withFloat("p25", row -> row.similarity().p25())
        .withFloat("median", row -> row.similarity().median())
        .withFloat("p75", row -> row.similarity().p75())
        .withFloat("p95", row -> row.similarity().p95())
        .withFloat("greatest", row -> row.similarity().greatest());
  }
}
