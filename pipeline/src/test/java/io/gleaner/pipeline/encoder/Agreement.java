package io.gleaner.pipeline.encoder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How near embeddings come to those of an oracle, by the image that comes least near.
 *
 * @param difference the largest absolute difference of two components
 * @param cosine the least cosine of an image's two embeddings
 */
record Agreement(double difference, double cosine) {

  /** Compares two arrays [images, dimension]. */
  static Agreement of(float[] actual, float[] expected, int dimension) {
    assertThat(actual).hasSameSizeAs(expected);
    double largest = 0;
    double least = 1;
    for (int from = 0; from < expected.length; from += dimension) {
      double dot = 0;
      double left = 0;
      double right = 0;
      for (int i = from; i < from + dimension; i++) {
        largest = Math.max(largest, Math.abs((double) actual[i] - expected[i]));
        dot += (double) actual[i] * expected[i];
        left += (double) actual[i] * actual[i];
        right += (double) expected[i] * expected[i];
      }
      least = Math.min(least, dot / Math.sqrt(left * right));
    }
    return new Agreement(largest, least);
  }
}
