package io.gleaner.pipeline.cli;

import io.gleaner.pipeline.plan.Amount;
import io.gleaner.pipeline.plan.CompositionRow;
import io.gleaner.pipeline.plan.PaperComposition;
import io.gleaner.pipeline.plan.Plan;
import io.gleaner.pipeline.plan.SeenBeside;
import io.gleaner.pipeline.plan.StageForecast;
import io.gleaner.pipeline.plan.count.SourceCount;
import io.gleaner.pipeline.print.TerminalText;
import io.gleaner.pipeline.report.TextTables;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Forecasts for a terminal: what will not fit first, then the stages, then what they stand on. */
final class ForecastText {
  private static final double ALL_BUT_IDLE = 0.8;

  private final StringBuilder text = new StringBuilder();

  private ForecastText() {}

  static String of(Plan plan) {
    ForecastText page = new ForecastText();
    page.misfits(plan);
    page.stages(plan);
    page.sources(plan);
    if (!plan.composition().isEmpty()) {
      page.composition("Expected of the curated sets", plan.composition());
    }
    page.basis(plan);
    page.line("");
    page.line("The recipe as resolved");
    page.text.append(TerminalText.ofLines(plan.recipe())).append('\n');
    return page.text.toString();
  }

  static String of(SeenBeside beside) {
    ForecastText page = new ForecastText();
    page.line("%s, %d workers on %s", beside.name(), beside.workers(), beside.ranOn());
    List<Map<String, Object>> rows = new ArrayList<>();
    for (SeenBeside.Row row : beside.rows()) {
      Map<String, Object> cells = new LinkedHashMap<>();
      cells.put("stage", row.stage());
      cells.put("what", row.what());
      cells.put("predicted", figure(row.what(), row.predicted()));
      cells.put("seen", figure(row.what(), row.seen()));
      cells.put(
          "predicted / seen",
          row.ratio() == null ? "" : String.format(Locale.ROOT, "%.2f", row.ratio()));
      rows.add(cells);
    }
    page.text.append(TextTables.table(rows));
    if (!beside.notSeen().isEmpty()) {
      page.line("Not complete in the run: %s.", String.join(", ", beside.notSeen()));
    }
    if (!beside.notWhole().isEmpty()) {
      page.line(
          "The run was continued: the seconds of %s are those of its last command.",
          String.join(", ", beside.notWhole()));
    }
    page.basis(beside.plan());
    return page.text.toString();
  }

  static String of(PaperComposition composition) {
    ForecastText page = new ForecastText();
    page.composition(
        "LVD-142M, from the paper's inputs by the rules of this recipe", composition.rows());
    page.line("total %,d", composition.total());
    if (!composition.absent().isEmpty()) {
      page.line("Not in the recipe: %s", String.join(", ", composition.absent()));
    }
    return page.text.toString();
  }

  private static String figure(String what, double value) {
    if (what.equals("seconds")) {
      return String.format(Locale.ROOT, "%.1f", value);
    }
    return what.equals("disk bytes")
        ? Amount.bytes(Math.round(value))
        : String.format(Locale.ROOT, "%,d", Math.round(value));
  }

  private void misfits(Plan plan) {
    if (plan.misfits().isEmpty()) {
      line("%s fits: heap, memory and disk of this machine are enough.", plan.name());
    } else {
      line("%s will not fit:", plan.name());
      plan.misfits().forEach(misfit -> line("  " + misfit));
    }
    line("");
  }

  private void stages(Plan plan) {
    line(
        "About %s with %d %s, %.2f core hours, %s on the disk at most",
        Amount.time(plan.seconds()),
        plan.workers(),
        plan.workers() == 1 ? "worker" : "workers",
        plan.stages().stream().mapToDouble(StageForecast::coreHours).sum(),
        Amount.bytes(plan.diskBytes()));
    List<Map<String, Object>> rows = new ArrayList<>();
    Map<String, Object> start = new LinkedHashMap<>();
    List.of(
            "stage",
            "in",
            "out",
            "core hours",
            "time",
            "worker",
            "driver",
            "native",
            "disk",
            "aside",
            "shuffled")
        .forEach(column -> start.put(column, ""));
    start.put("stage", "start");
    start.put("time", Amount.time(plan.startSeconds()));
    for (StageForecast stage : plan.stages()) {
      Map<String, Object> cells = new LinkedHashMap<>();
      cells.put("stage", stage.stage());
      cells.put("in", stage.in());
      cells.put("out", stage.out());
      cells.put("core hours", hours(stage.coreHours()));
      cells.put("time", Amount.time(stage.seconds()));
      cells.put("worker", amount(stage.workerBytes()));
      cells.put("driver", amount(stage.driverBytes()));
      cells.put("native", amount(stage.nativeBytes()));
      cells.put("disk", amount(stage.diskBytes()));
      cells.put("aside", amount(stage.asideBytes()));
      cells.put("shuffled", amount(stage.shuffledBytes()));
      rows.add(cells);
    }
    rows.add(0, start);
    text.append(TextTables.table(rows));
  }

  private static String hours(double hours) {
    return String.format(Locale.ROOT, hours < 10 ? "%.3f" : "%,.0f", hours);
  }

  private static String amount(long bytes) {
    return bytes == 0 ? "" : Amount.bytes(bytes);
  }

  private void sources(Plan plan) {
    line("");
    line("Sources");
    List<Map<String, Object>> rows = new ArrayList<>();
    for (SourceCount source : plan.sources()) {
      Map<String, Object> cells = new LinkedHashMap<>();
      cells.put("source", TerminalText.of(source.source()));
      cells.put("files", source.files());
      cells.put("shards", source.shards());
      cells.put("bytes", Amount.bytes(source.bytes()));
      cells.put("inputs", Math.round(source.inputs().value()));
      cells.put(
          "how",
          source.inputs().isExact()
              ? "counted"
              : String.format(
                  Locale.ROOT,
                  "± %,.0f (95 %%), from headers of %d of %d shards",
                  source.inputs().margin(),
                  source.lookedInto(),
                  source.shards()));
      rows.add(cells);
    }
    text.append(rows.isEmpty() ? "  none is listed\n" : TextTables.table(rows));
  }

  private void composition(String title, List<CompositionRow> composition) {
    line("");
    line("%s", title);
    List<Map<String, Object>> rows = new ArrayList<>();
    for (CompositionRow row : composition) {
      Map<String, Object> cells = new LinkedHashMap<>();
      cells.put("task", row.task() == null ? "" : TerminalText.of(row.task()));
      cells.put("dataset", TerminalText.of(row.dataset()));
      cells.put("images", row.images());
      cells.put("retrieval", row.retrieval());
      cells.put("retrieved", row.retrieved());
      cells.put("final", row.kept());
      rows.add(cells);
    }
    text.append(TextTables.table(rows));
  }

  private void basis(Plan plan) {
    line("");
    line(
        "Assumed: %.1f %% of the inputs are rejected (--rejected), %.0f %% of the pool is removed"
            + " (--removed), a set draws from %.0f %% of the clusters that it could fill"
            + " (--matched).",
        100 * plan.assumed().rejected(),
        100 * plan.assumed().removed(),
        100 * plan.assumed().matched());
    if (plan.measurement().images() > 0) {
      line(
          "Measured: a worker embeds %.1f images/s (%d images of the recipe, again and again; %.1f"
              + " images/s by the clock on %d processors), a pair of vectors takes %.3f ns a"
              + " component, a process's first pipeline %.1f s.",
          1 / plan.rates().imageSeconds(),
          plan.measurement().images(),
          plan.measurement().imagesPerSecond(),
          plan.machine().processors(),
          1e9 * plan.rates().pairSeconds(),
          plan.rates().firstPipelineSeconds());
      busy(plan);
    } else if (plan.rates().imageSeconds() == 0) {
      line(
          "Measured: a pair of vectors takes %.3f ns a component, a process's first pipeline %.1f"
              + " s. Nothing is embedded.",
          1e9 * plan.rates().pairSeconds(), plan.rates().firstPipelineSeconds());
    }
  }

  /** Says how long the run takes where others go on to use this machine as much as they did. */
  private void busy(Plan plan) {
    double share = plan.measurement().processorShare();
    if (share < ALL_BUT_IDLE && plan.workers() <= plan.machine().processors()) {
      line(
          "This machine was busy: the measurement had %.0f %% of its processors. Times are those of"
              + " a machine with nothing else to do; while it is as busy as now the run takes about"
              + " %s.",
          100 * share, Amount.time(plan.seconds() / share));
    }
  }

  private void line(String format, Object... values) {
    String line = values.length == 0 ? format : String.format(Locale.ROOT, format, values);
    text.append(TerminalText.of(line).stripTrailing()).append('\n');
  }
}
