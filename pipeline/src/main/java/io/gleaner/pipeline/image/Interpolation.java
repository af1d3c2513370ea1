package io.gleaner.pipeline.image;

/** How pixels are resampled, with the code that Pillow and preprocessor_config.json give it. */
public enum Interpolation {
  BILINEAR(2),
  BICUBIC(3);

  private final int code;

  Interpolation(int code) {
    this.code = code;
  }

  /** Returns Pillow's code, the {@code resample} of a preprocessor_config.json. */
  public int code() {
    return code;
  }
}
