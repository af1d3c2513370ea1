package io.gleaner.pipeline.export;

/** More images could not be had than is allowed; the message is one sentence that says all. */
public final class MissingImagesException extends RuntimeException {
  MissingImagesException(String message) {
    super(message);
  }
}
