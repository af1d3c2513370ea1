package io.gleaner.pipeline.encoder.checkpoint;

import java.util.Optional;

/**
 * The releases of transformers whose image processors of one name do different things to an image
 * (docs/encoders.md has the table). A checkpoint means those of the one that wrote it.
 */
enum Release {
  /** Up to 4.57: a processor of a plain name works by Pillow, one named {@code Fast} on tensors. */
  FOUR("4"),
  /** From 5.0, as 5.24: a plain name works on tensors, one that ends in {@code Pil} by Pillow. */
  FIVE("5");

  private final String number;

  Release(String number) {
    this.number = number;
  }

  /** Returns the release of a version such as {@code 4.57.1}; empty where it is none. */
  static Optional<Release> of(String version) {
    if (!version.matches("\\d{1,4}(\\..*)?")) {
      return Optional.empty();
    }
    return Optional.of(Integer.parseInt(version.split("\\.", 2)[0]) < 5 ? FOUR : FIVE);
  }

  String number() {
    return number;
  }

  Release other() {
    return this == FOUR ? FIVE : FOUR;
  }

  @Override
  public String toString() {
    return "transformers " + number;
  }
}
