package io.gleaner.pipeline.report.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tables of {@code statistics/} in words; a name that is not known here keeps its own. */
final class StatisticsView {
  private static final Map<String, String> CAPTIONS =
      Map.of(
          "composition", "Composition",
          "sources", "Inputs by source",
          "rejections", "Rejections by reason",
          "deduplication", "Removed, by the weakest evidence that led there",
          "components", "Groups of images that are one",
          "collisions", "Images by how many queries retrieved them",
          "similarity", "Similarity of what was retrieved, by quantile");

  private static final Map<String, String> NOTES =
      Map.of(
          "composition",
          "Final counts distinct images of that mode. Total counts distinct pictures of the set by"
              + " all its modes; in the last row, rows of the manifest.",
          "sources",
          "Every input is an image or a rejection. Constant images have one colour throughout and"
              + " resemble each other whatever they stand for.",
          "components",
          "Split says what the guard against over-merging did.",
          "similarity",
          "Cosine to what called for the image: a query, or the centroid of its cluster.");

  private static final Set<String> PLACED = CAPTIONS.keySet();

  private final Map<String, List<Map<String, Object>>> statistics;

  StatisticsView(Map<String, List<Map<String, Object>>> statistics) {
    this.statistics = statistics;
  }

  /** Returns the named table, without rows where the run has none. */
  TableView table(String name) {
    return TableView.of(
        CAPTIONS.getOrDefault(name, name.replace('_', ' ')),
        NOTES.getOrDefault(name, ""),
        statistics.getOrDefault(name, List.of()));
  }

  /** Returns the sum of a column of counts, 0 where the run has none. */
  long sum(String name, String column) {
    return statistics.getOrDefault(name, List.of()).stream()
        .map(row -> row.get(column))
        .filter(Number.class::isInstance)
        .mapToLong(count -> ((Number) count).longValue())
        .sum();
  }

  /** Returns the tables that no section of its own shows. */
  List<TableView> others() {
    List<TableView> tables = new ArrayList<>();
    for (String name : statistics.keySet()) {
      if (!PLACED.contains(name)) {
        tables.add(table(name));
      }
    }
    return tables;
  }
}
