package io.gleaner.pipeline.cli;

import io.gleaner.pipeline.origin.EncoderOrigin;
import io.gleaner.pipeline.run.RunPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A plan as a recipe that can be run, with all else in comments behind it, where a terminal shows
 * it.
 */
final class PlanText {
  private final StringBuilder text = new StringBuilder();

  private PlanText() {}

  static String of(RunPlan plan) {
    PlanText page = new PlanText();
    page.comment("The recipe as resolved. It can be run again in " + plan.base());
    page.text.append(plan.recipe());
    page.origin(plan);
    page.comment("");
    page.comment("Sources");
    plan.sources().forEach(page::source);
    page.comment("");
    page.comment("Stages, in " + plan.output());
    plan.stages().forEach(page::stage);
    if (plan.note() != null) {
      page.comment("");
      page.comment("The run would not begin: " + plan.note());
    }
    return page.text.toString();
  }

  private void origin(RunPlan plan) {
    comment("");
    comment("gleaner " + plan.gleaner().text() + ", format " + plan.gleaner().format());
    comment(
        String.format(
            Locale.ROOT,
            "%s, java %s, %s (%s), %d processors",
            plan.machine().system(),
            plan.machine().java(),
            plan.machine().cpu(),
            String.join(" ", plan.machine().features()),
            plan.machine().processors()));
    comment(
        String.format(
            Locale.ROOT,
            "libtorch %s, linear layers by %s, images decoded by %s",
            plan.machine().libtorch(),
            plan.machine().linear(),
            plan.machine().decoder()));
    for (EncoderOrigin encoder : plan.encoders()) {
      comment(
          String.format(
              Locale.ROOT,
              "%s encoder %s, digest %s, dimension %d",
              encoder.role(),
              encoder.model(),
              encoder.digest(),
              encoder.dimension()));
    }
  }

  private void source(RunPlan.Source source) {
    List<String> parts = new ArrayList<>();
    if (source.inputs() > 0) {
      parts.add(counted(source.inputs(), "file"));
    }
    if (source.shards() > 0) {
      parts.add(counted(source.shards(), "shard"));
    }
    comment(
        String.format(
            Locale.ROOT,
            "  %-20s %s in %s: %s",
            source.source(),
            String.join(", ", parts),
            counted(source.units(), "unit"),
            String.join(", ", source.entries())));
  }

  private void stage(RunPlan.Planned stage) {
    String took =
        stage.seconds() == null || stage.state() == RunPlan.State.NOT_ASKED
            ? ""
            : String.format(Locale.ROOT, ", took %.1f s", stage.seconds());
    comment(String.format(Locale.ROOT, "  %-15s %s%s", stage.stage(), stage.state().text(), took));
    stage.reasons().forEach(reason -> comment(" ".repeat(20) + reason));
    RunPlan.Work work = stage.work();
    if (work != null && work.units() > 0) {
      String shards =
          work.uncounted() == 0
              ? ""
              : (work.images() > 0 ? " and what is in " : "what is in ")
                  + counted(work.uncounted(), "shard");
      String images = work.images() > 0 ? counted(work.images(), "input") : "";
      comment(
          String.format(
              Locale.ROOT,
              "%sto embed: %d of %s, %s%s",
              " ".repeat(20),
              work.units(),
              counted(work.ofUnits(), "unit"),
              images,
              shards));
    }
  }

  private static String counted(long count, String what) {
    return String.format(Locale.ROOT, "%,d %s%s", count, what, count == 1 ? "" : "s");
  }

  /** Paths and messages may hold any character: none may end the comment or reach a terminal. */
  private void comment(String line) {
    StringBuilder plain = new StringBuilder("# ");
    line.stripTrailing()
        .codePoints()
        .map(each -> Character.isISOControl(each) || each == 0x2028 || each == 0x2029 ? '?' : each)
        .forEach(plain::appendCodePoint);
    text.append(plain.toString().stripTrailing()).append('\n');
  }
}
