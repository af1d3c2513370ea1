package io.gleaner.pipeline.cli;

import io.gleaner.dedup.calibration.Interval;
import io.gleaner.dedup.calibration.OperatingPoint;
import io.gleaner.pipeline.calibrate.Calibration;
import io.gleaner.pipeline.calibrate.FalseMatches;
import io.gleaner.pipeline.calibrate.Measure;
import io.gleaner.pipeline.calibrate.MeasuredPoint;
import io.gleaner.pipeline.print.TerminalText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/** What a calibration came to, for people; {@link CalibrationJson} tells it to machines. */
final class CalibrationText {
  private static final int EXAMPLES = 3;

  /** Thresholds that the terminal shows beside the chosen ones and the run's; tables have all. */
  private static final Set<Float> SHOWN =
      Set.of(0.5f, 0.6f, 0.7f, 0.8f, 0.85f, 0.9f, 0.95f, 0.98f, 0.99f);

  /** Precisions at which recalls are set beside each other. */
  static final double[] EQUAL_PRECISIONS = {0.9, 0.95, 0.98, 0.99, 0.995};

  private static final Set<Integer> SHOWN_BITS = Set.of(0, 2, 4, 8, 12, 16);

  private CalibrationText() {}

  static List<String> lines(Calibration.Result result, double precision) {
    List<String> lines = new ArrayList<>();
    if (result.labelled() != null) {
      labelled(result, precision, lines);
    }
    estimates(result, lines);
    if (result.pairs() != null) {
      lines.add("");
      lines.add(
          String.format(
              Locale.ROOT,
              "%,d pairs to say yes or no to, of %s down to %.3f; answer them in pairs.html or"
                  + " pairs.csv, then: gleaner calibrate RUN --labels pairs.csv",
              result.pairs().pairs(),
              result.pairs().stored()
                  ? "the run's stored edges"
                  : "a sample of the pool, since the run stores no edges,",
              result.pairs().floor()));
    }
    lines.add("");
    result.files().forEach(file -> lines.add(TerminalText.of(file.toString())));
    return lines;
  }

  private static void labelled(Calibration.Result result, double precision, List<String> lines) {
    Calibration.Labelled labels = result.labelled();
    lines.add(
        String.format(
            Locale.ROOT,
            "%,d labelled images%s: %,d pairs of copies, %,d other pairs",
            labels.images(),
            labels.groups() == 0
                ? ""
                : String.format(Locale.ROOT, " in %,d groups", labels.groups()),
            labels.copies(),
            labels.others()));
    if (!labels.missing().isEmpty()) {
      lines.add(
          TerminalText.of(
              String.format(
                  Locale.ROOT,
                  "%,d labelled images are not in the run, such as %s",
                  labels.missing().size(),
                  String.join(
                      ", ",
                      labels.missing().subList(0, Math.min(EXAMPLES, labels.missing().size()))))));
    }
    count(lines, labels.withoutVector(), "labelled images have no vector in " + result.column());
    count(
        lines,
        labels.leftOut(),
        "labelled images are left out: as many whole groups as hold 20,000 images were drawn");
    count(lines, labels.unanswered(), "pairs have no answer and are left out");
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "%-15s %8s  %-23s  %-23s %6s %12s  %s",
            "measure",
            "match",
            "precision (95 %)",
            "recall (95 %)",
            "F1",
            "false pairs",
            labels.ofRun()
                ? "expected among all they were drawn from"
                : String.format(Locale.ROOT, "expected in %,d images", result.pool())));
    for (MeasuredPoint point : labels.points()) {
      if (isShown(result, point)) {
        lines.add(row(result, point));
      }
    }
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "%-15s  %-20s  %-20s  %s",
            "precision " + number(precision),
            "by the estimate",
            "by its lower bound",
            "in a recipe"));
    for (Calibration.Chosen chosen : result.chosen()) {
      lines.add(
          String.format(
                  Locale.ROOT,
                  "%-15s  %-20s  %-20s  %s",
                  chosen.measure().label(),
                  chosen(chosen.estimate()),
                  chosen(chosen.surely()),
                  chosen.estimate() == null ? "" : recipe(result, chosen.estimate()))
              .stripTrailing());
    }
    if (labels.points().stream().anyMatch(p -> p.measure() == Measure.COSINE_CENTRED)) {
      recallAtPrecision(result, lines);
    }
  }

  /** Tells what centring brings: the recall that each measure has at equal precision. */
  private static void recallAtPrecision(Calibration.Result result, List<String> lines) {
    lines.add("");
    StringBuilder header =
        new StringBuilder(String.format(Locale.ROOT, "%-22s", "recall at precision"));
    for (double precision : EQUAL_PRECISIONS) {
      header.append(String.format(Locale.ROOT, "  %-16s", number(precision)));
    }
    lines.add(header.toString().stripTrailing());
    for (Measure measure : Measure.values()) {
      List<MeasuredPoint> best =
          Arrays.stream(EQUAL_PRECISIONS)
              .mapToObj(precision -> result.loosest(measure, precision))
              .toList();
      if (best.stream().anyMatch(Objects::nonNull)) {
        StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%-22s", measure.label()));
        best.forEach(point -> row.append(String.format(Locale.ROOT, "  %-16s", chosen(point))));
        lines.add(row.toString().stripTrailing());
      }
    }
  }

  private static void count(List<String> lines, long count, String what) {
    if (count > 0) {
      lines.add(String.format(Locale.ROOT, "%,d %s", count, what));
    }
  }

  private static boolean isShown(Calibration.Result result, MeasuredPoint point) {
    boolean chosen =
        result.chosen().stream()
            .anyMatch(each -> point == each.estimate() || point == each.surely());
    return chosen
        || (point.bits() == null
            ? SHOWN.contains(point.threshold()) || point.threshold() == (float) result.threshold()
            : SHOWN_BITS.contains(point.bits()));
  }

  private static String row(Calibration.Result result, MeasuredPoint point) {
    OperatingPoint its = point.point();
    Interval expected = result.expected(point);
    return String.format(
        Locale.ROOT,
        "%-15s %8s  %-23s  %-23s %6s %,12.0f  %s",
        point.measure().label(),
        match(point),
        interval(its.precision()),
        interval(its.recall()),
        Double.isNaN(its.f1()) ? "-" : String.format(Locale.ROOT, "%.3f", its.f1()),
        its.falsePairs(),
        Double.isNaN(expected.value())
            ? "-"
            : String.format(
                Locale.ROOT, "%s, at most %s", amount(expected.value()), amount(expected.high())));
  }

  /** Returns a threshold and the share of the copies that it finds. */
  private static String chosen(MeasuredPoint point) {
    return point == null
        ? "none"
        : match(point) + " (" + share(point.point().recall().value()) + ")";
  }

  /** Returns the line of a recipe. */
  static String recipe(Calibration.Result result, MeasuredPoint point) {
    return switch (point.measure()) {
      case PERCEPTUAL ->
          String.format(Locale.ROOT, "dedup: {perceptual_distance: %d}", point.bits());
      case COSINE -> "dedup: {threshold: " + number(point.threshold()) + "}";
      case UNION ->
          String.format(
              Locale.ROOT,
              "dedup: {threshold: %s, perceptual_distance: %d}",
              number(point.threshold()),
              result.perceptualDistance());
      case COSINE_CENTRED, UNION_CENTRED -> "none: a run does not centre";
    };
  }

  private static void estimates(Calibration.Result result, List<String> lines) {
    if (!lines.isEmpty()) {
      lines.add("");
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "estimated without labels: false pairs among the %,.0f pairs of %,d images",
            result.poolPairs(),
            result.pool()));
    StringBuilder header = new StringBuilder(String.format(Locale.ROOT, "%8s", "cosine"));
    for (FalseMatches estimate : result.estimates()) {
      header.append(String.format(Locale.ROOT, "  %28s", title(estimate)));
    }
    lines.add(header.toString());
    for (int t = 0; t < result.thresholds().size(); t++) {
      float threshold = result.thresholds().get(t);
      if (!SHOWN.contains(threshold) && threshold != (float) result.threshold()) {
        continue;
      }
      StringBuilder row =
          new StringBuilder(String.format(Locale.ROOT, "%8s", "> " + number(threshold)));
      for (FalseMatches estimate : result.estimates()) {
        Interval rate = estimate.rate(t);
        row.append(
            String.format(
                Locale.ROOT,
                "  %28s",
                amount(rate.value() * result.poolPairs())
                    + ", at most "
                    + amount(rate.high() * result.poolPairs())));
      }
      lines.add(row.toString());
    }
    lines.add(
        "different_sets: images of different curated sets; shuffled: a model, components of"
            + " different images;");
    lines.add("random_pairs: images of the pool whose hashes differ; copies are still among them");
  }

  private static String title(FalseMatches estimate) {
    return estimate.kind().label() + (estimate.centred() ? " centred" : "");
  }

  private static String match(MeasuredPoint point) {
    return point.bits() == null ? "> " + number(point.threshold()) : "<= " + point.bits();
  }

  private static String interval(Interval interval) {
    return Double.isNaN(interval.value())
        ? "-"
        : String.format(
            Locale.ROOT, "%.3f (%.3f to %.3f)", interval.value(), interval.low(), interval.high());
  }

  private static String share(double share) {
    return String.format(Locale.ROOT, "%.3f", share);
  }

  /** Returns a threshold as one writes it. */
  private static String number(float value) {
    return Float.toString(value).replaceAll("\\.0$", "");
  }

  private static String number(double value) {
    return Double.toString(value).replaceAll("\\.0$", "");
  }

  /** Returns a number of pairs: whole from 10 on, else with the digits that tell it. */
  private static String amount(double pairs) {
    if (pairs >= 1e7) {
      return String.format(Locale.ROOT, "%.2e", pairs);
    }
    return pairs >= 10 || pairs == 0
        ? String.format(Locale.ROOT, "%,.0f", pairs)
        : String.format(Locale.ROOT, "%.2g", pairs);
  }
}
