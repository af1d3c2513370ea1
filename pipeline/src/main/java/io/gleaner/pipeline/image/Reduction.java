package io.gleaner.pipeline.image;

import java.util.List;

/** By what an image's sides may be divided while it is decoded. */
@FunctionalInterface
interface Reduction {
  /** Nothing is left away. */
  Reduction NONE = (width, height) -> 1;

  /** Pixels that stay for each that is wanted, along each side. */
  int SPARE = 2;

  /** The most that libjpeg divides by. */
  int LARGEST = 8;

  /**
   * Returns 1, 2, 4 or 8.
   *
   * @param width of the image
   */
  int denominator(int width, int height);

  /** Returns a side of the divided image. */
  static int divided(int side, int denominator) {
    return (side + denominator - 1) / denominator;
  }

  /** Returns the same for images whose rows are their columns. */
  default Reduction transposed() {
    return (width, height) -> denominator(height, width);
  }

  /**
   * The largest that leaves twice the width and height that each preprocessing resizes to, and
   * twice those of a {@link GreyThumbnail}.
   */
  static Reduction of(List<Preprocessing> wanted) {
    return (width, height) -> {
      int neededWidth = GreyThumbnail.SIDE;
      int neededHeight = GreyThumbnail.SIDE;
      for (Preprocessing preprocessing : wanted) {
        int[] size = Preprocessor.resized(preprocessing.resize(), width, height);
        neededWidth = Math.max(neededWidth, size[0]);
        neededHeight = Math.max(neededHeight, size[1]);
      }
      int denominator = LARGEST;
      while (denominator > 1
          && (divided(width, denominator) < SPARE * neededWidth
              || divided(height, denominator) < SPARE * neededHeight)) {
        denominator /= 2;
      }
      return denominator;
    };
  }
}
