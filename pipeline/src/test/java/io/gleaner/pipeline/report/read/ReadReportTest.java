package io.gleaner.pipeline.report.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.pipeline.original.Originals;
import io.gleaner.pipeline.report.figures.ReportFigures;
import io.gleaner.pipeline.report.figures.SetFigures;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Format;
import io.gleaner.pipeline.table.Sql;
import io.gleaner.pipeline.table.TableWriter;
import io.gleaner.pipeline.view.RunViews;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that lack most of what a run may have. */
class ReadReportTest {
  @TempDir Path folder;

  private ReportFigures read() throws Exception {
    RunDirectory directory = new RunDirectory(Location.of(folder));
    ReportOptions options = ReportOptions.DEFAULTS;
    try (Sql sql = Sql.open(folder.resolve("spill"), 1, "400MB")) {
      RunViews.open(directory, sql);
      return ReadReport.of(directory, sql, options, Originals.of(directory, Map.of()), 1);
    }
  }

  @Test
  void of_nothing_isEmptyEverywhere() throws Exception {
    ReportFigures figures = read();
    assertThat(figures.flow().steps()).isEmpty();
    assertThat(figures.duplicates().similarity()).isNull();
    assertThat(figures.duplicates().above().shown()).isEmpty();
    assertThat(figures.clusters()).isNull();
    assertThat(figures.sets()).isEmpty();
    assertThat(figures.sweep().thresholds()).isEmpty();
    assertThat(figures.map().points().shown()).isEmpty();
    assertThat(figures.cards()).isEmpty();
    assertThat(figures.origin().started()).isNull();
  }

  @Test
  void of_edgesOfASingleCommand_sweepsByItsMark() throws Exception {
    edges("neighbours/pool/part-0.parquet", List.of("a b 0.9", "b c 0.7", "d e 0.55"));
    Files.createDirectories(folder.resolve("marks"));
    mark("neighbours", "{\"images\": 6}", "{\"floor\": 0.5}");
    mark("deduplicate", "{\"images\": 6}", "{\"threshold\": 0.6}");

    ReportFigures figures = read();

    assertThat(figures.sweep().thresholds())
        .filteredOn(level -> level.chosen())
        .singleElement()
        .satisfies(
            level -> {
              assertThat(level.removed()).isEqualTo(2);
              assertThat(level.left()).isEqualTo(4);
              assertThat(level.largest()).isEqualTo(3);
            });
    assertThat(figures.sweep().thresholds().get(0).removed()).isEqualTo(3);
    assertThat(figures.duplicates().above().of()).isEqualTo(2);
    assertThat(figures.duplicates().below().shown())
        .singleElement()
        .satisfies(pair -> assertThat(pair.why()).isEqualTo("both stayed"));
    assertThat(figures.cards()).containsOnlyKeys("a", "b", "c", "d", "e");
    assertThat(figures.cards().values()).allMatch(card -> card.missing() != null);
  }

  @Test
  void of_setOfOneImage_isShown() throws Exception {
    Format<Integer> format =
        Format.<Integer>empty()
            .withText("id", i -> "p" + i)
            .withText("set", i -> "one")
            .withText("mode", i -> "sample")
            .withText("query_id", i -> "q")
            .withInteger("rank", i -> i)
            .withFloat("similarity", i -> 1 - i / 10.0)
            .withNullableInteger("cluster", i -> null);
    TableWriter.write(
        Location.of(folder).resolve("retrieved/one/part-sample-0-of-1.parquet"),
        format,
        List.of(1, 2, 3));

    SetFigures set = read().sets().get(0);

    SetFigures.Retrieved mode = set.modes().get(0);
    assertThat(mode.queries()).isEqualTo(1);
    assertThat(mode.usedQueries()).isEqualTo(1);
    assertThat(mode.collisions()).containsExactly(new SetFigures.Collision(1, 3));
    assertThat(mode.examples().shown().get(0).hits())
        .extracting(SetFigures.Hit::id)
        .containsExactly("p1", "p2", "p3");
    assertThat(mode.leastSimilar().shown().get(0).id()).isEqualTo("p3");
    assertThat(mode.without().of()).isZero();
    assertThat(mode.clusters()).isZero();
  }

  private void mark(String stage, String counts, String settings) throws Exception {
    Files.writeString(
        folder.resolve("marks/" + stage + ".json"),
        "{\"stage\": \""
            + stage
            + "\", \"seconds\": 1, \"counts\": "
            + counts
            + ", \"settings\": "
            + settings
            + "}");
  }

  private void edges(String file, List<String> lines) throws Exception {
    Format<String[]> format =
        Format.<String[]>empty()
            .withText("id_a", cells -> cells[0])
            .withText("id_b", cells -> cells[1])
            .withFloat("similarity", cells -> Float.parseFloat(cells[2]));
    TableWriter.write(
        Location.of(folder).resolve(file),
        format,
        lines.stream().map(line -> line.split(" ")).toList());
  }
}
