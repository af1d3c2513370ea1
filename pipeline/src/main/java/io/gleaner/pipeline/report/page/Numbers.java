package io.gleaner.pipeline.report.page;

import java.util.Locale;

/** Numbers as the page writes them. */
final class Numbers {
  /** Stands where there is no number. */
  static final String NONE = "–";

  private Numbers() {}

  /** Returns a count with commas between thousands. */
  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** Returns a count with its noun: {@code "1 image"}, {@code "1,200 images"}. */
  static String count(long count, String one, String many) {
    return count(count) + " " + (count == 1 ? one : many);
  }

  /** Returns a similarity with three decimals. */
  static String similarity(double similarity) {
    return Double.isFinite(similarity) ? String.format(Locale.ROOT, "%.3f", similarity) : NONE;
  }

  /** Returns a part of a whole in per cent, with the decimals that a small part needs. */
  static String share(double share) {
    if (!Double.isFinite(share)) {
      return NONE;
    }
    double percent = 100 * share;
    int decimals = percent != 0 && percent < 1 ? 2 : 1;
    return String.format(Locale.ROOT, "%." + decimals + "f\u00a0%%", percent);
  }

  static String share(long part, long whole) {
    return whole == 0 ? NONE : share((double) part / whole);
  }

  /** Returns a time in the largest units that tell it: {@code 3.2 s}, {@code 4 min 5 s}. */
  static String seconds(double seconds) {
    if (!Double.isFinite(seconds)) {
      return NONE;
    }
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    return whole < 3600
        ? String.format(Locale.ROOT, "%d min %d s", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%,d h %d min", whole / 3600, whole % 3600 / 60);
  }

  /** Returns a value of an axis in as few digits as tell it. */
  static String axis(double value) {
    if (Math.abs(value) >= 1000) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    String text = String.format(Locale.ROOT, "%.4f", value);
    return text.replaceAll("0+$", "").replaceAll("\\.$", "").replaceAll("^-0$", "0");
  }
}
