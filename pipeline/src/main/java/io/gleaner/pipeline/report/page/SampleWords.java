package io.gleaner.pipeline.report.page;

import io.gleaner.pipeline.report.figures.Sample;

/** How many of how many are shown, and how they were chosen. */
final class SampleWords {
  private SampleWords() {}

  /** Returns such as {@code "24 of 1,310 pairs, the weakest first"}. */
  static String of(Sample<?> sample, String one, String many) {
    if (sample.of() == 0) {
      return "";
    }
    String order = sample.order() == null || sample.order().isEmpty() ? "" : ", " + sample.order();
    return sample.shown().size() >= sample.of()
        ? (sample.of() == 1 ? "1 " + one : "All " + Numbers.count(sample.of(), one, many) + order)
            + "."
        : Numbers.count(sample.shown().size())
            + " of "
            + Numbers.count(sample.of(), one, many)
            + order
            + ".";
  }
}
