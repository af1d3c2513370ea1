package io.gleaner.pipeline.encoder.architecture;

/**
 * What products are computed in. Sums between layers, norms and the embedding stay in float32, so
 * that a narrow product costs little accuracy and saves most of the time.
 */
public enum Precision {
  FP32(6),
  FP16(5),
  BF16(15);

  private final int code;

  Precision(int code) {
    this.code = code;
  }

  /** Returns libtorch's code of the type. */
  int code() {
    return code;
  }
}
