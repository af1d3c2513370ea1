package io.gleaner.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.pipeline.progress.Warnings.Warning;
import io.gleaner.pipeline.report.Statistics;
import io.gleaner.pipeline.run.StageResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RunSummaryTest {
  private static final List<StageResult> RESULTS =
      List.of(
          new StageResult("embed", 12, false, Map.of()),
          new StageResult("manifest", 0.5, false, Map.of()));

  private static Statistics statistics(int sets) {
    Map<String, List<Map<String, Object>>> tables = new LinkedHashMap<>();
    List<Map<String, Object>> composition = new ArrayList<>();
    for (int i = 0; i < sets; i++) {
      composition.add(Map.of("dataset", "set" + i, "images", 9L, "total", 100L + i));
      composition.add(Map.of("dataset", "set" + i, "images", 9L, "total", 100L + i)); // two modes
    }
    composition.add(Map.of("dataset", "all", "images", 5L, "total", 1L)); // a set of that name
    composition.add(Map.of("dataset", "all", "total", 1_234L));
    tables.put("composition", composition);
    tables.put(
        "sources",
        List.of(
            Map.of("source", "curated/a", "inputs", 50L, "images", 50L, "rejected", 0L),
            Map.of("source", "pool", "inputs", 2_000L, "images", 1_990L, "rejected", 10L)));
    tables.put(
        "rejections",
        List.of(
            Map.of("source", "pool", "reason", "EMPTY", "inputs", 3L),
            Map.of("source", "pool", "reason", "NOT_AN_IMAGE", "inputs", 7L),
            Map.of("source", "curated/a", "reason", "EMPTY", "inputs", 8L)));
    tables.put(
        "deduplication",
        List.of(
            Map.of("kind", "near", "removed", 80L),
            Map.of("kind", "curated", "removed", 5L),
            Map.of("kind", "exact", "removed", 5L)));
    return new Statistics(tables);
  }

  private static String text(RunSummary summary) {
    return summary.text().replace("\n", " ");
  }

  @Test
  void text_wholeRun_tellsInputsRemovalsSetsAndWhatToTypeNext() {
    RunSummary summary =
        RunSummary.of(
            "runs/it's", Optional.of(statistics(2)), RESULTS, List.of(), Set.of("sql", "stats"));
    assertThat(text(summary))
        .isEqualTo(
            "2,000 inputs in the pool: 1,990 images and 10 rejected (7 not an image, 3 empty)."
                + " 90 of the 1,990 images were removed (5 exact copies, 80 near-duplicates, 5"
                + " near-copies of curated images), so 1,900 are left. 3 curated sets called for"
                + " set1 101, set0 100, all 1, and the manifest has 1,234 images. The slowest stage"
                + " is embed, 12.0 of 12.5 s. Next:  gleaner stats 'runs/it'\\''s'       "
                + " gleaner sql 'runs/it'\\''s' \"SELECT * FROM manifest LIMIT 9\"");
    assertThat(summary.text().lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void text_manySets_namesTheLargest() {
    RunSummary summary =
        RunSummary.of("r", Optional.of(statistics(27)), RESULTS, List.of(), Set.of());
    assertThat(text(summary))
        .contains(
            "28 curated sets called for set26 126, set25 125, set24 124, set23 123, set22 122,")
        .contains("set21 121 and 22 more,");
  }

  @Test
  void text_warningsWithControlCharacters_areToldOnceAndHarmless() {
    RunSummary summary =
        RunSummary.of(
            "r",
            Optional.empty(),
            List.of(new StageResult("embed", 1, true, Map.of())),
            List.of(new Warning("bad \033[2J name", 3), new Warning("other", 1)),
            Set.of("sql", "report"));
    assertThat(text(summary))
        .isEqualTo(
            "Everything was complete already. 2 warnings: bad ?[2J name (and 2 more like it);"
                + " other. Next:  gleaner sql r \"SELECT * FROM images LIMIT 9\"");
  }
}
