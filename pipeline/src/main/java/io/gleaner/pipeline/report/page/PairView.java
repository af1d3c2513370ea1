package io.gleaner.pipeline.report.page;

import io.gleaner.pipeline.report.figures.DuplicateFigures;
import io.gleaner.pipeline.report.figures.Sample;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Two pictures side by side.
 *
 * @param outcome which of both stayed and why, a sentence
 * @param joined whether the run takes them for one image, so that {@code keep_both} means something
 * @param marked whether a person can decide on the pair: both have cards, and neither equal bytes
 *     nor an evaluation image joined them
 */
record PairView(
    Pictures.Picture a,
    Pictures.Picture b,
    String similarity,
    String kind,
    String outcome,
    boolean joined,
    boolean marked) {
  /** Equal bytes are one picture, and evaluation images are not ours to decide on. */
  private static final Set<String> CAN_BE_KEPT = Set.of("near", "perceptual");

  /** Some pairs under a title. */
  record Gallery(String id, String title, String note, String empty, List<PairView> pairs) {}

  static PairView of(DuplicateFigures.Pair pair, Pictures pictures, boolean joined) {
    Pictures.Picture a = badged(pair.a(), pair.kept(), pictures);
    Pictures.Picture b = badged(pair.b(), pair.kept(), pictures);
    String which =
        pair.kept() == null
            ? ""
            : pair.kept().equals(pair.a())
                ? "The left one stayed"
                : pair.kept().equals(pair.b())
                    ? "The right one stayed"
                    : "Another image stands for both";
    String why = pair.why() == null ? "" : pair.why();
    String outcome =
        which.isEmpty() ? sentence(why) : why.isEmpty() ? which + "." : which + ": " + why + ".";
    return new PairView(
        a,
        b,
        Numbers.similarity(pair.similarity()),
        pair.kind() == null ? "" : pair.kind(),
        outcome,
        joined,
        a.known() && b.known() && CAN_BE_KEPT.contains(pair.kind()));
  }

  private static String sentence(String words) {
    return words.isEmpty()
        ? words
        : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) + ".";
  }

  private static Pictures.Picture badged(String id, String kept, Pictures pictures) {
    Pictures.Picture picture = pictures.of(id);
    return id.equals(kept) ? picture.badged("kept") : picture;
  }

  static Gallery gallery(
      String id,
      String title,
      String empty,
      Sample<DuplicateFigures.Pair> sample,
      Pictures pictures,
      boolean joined) {
    return new Gallery(
        id,
        title,
        SampleWords.of(sample, "pair", "pairs"),
        empty,
        sample.shown().stream().map(pair -> of(pair, pictures, joined)).toList());
  }
}
