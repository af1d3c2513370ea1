package io.gleaner.pipeline.image;

/** The native decoder cannot be loaded on this machine; the message says why and what to do. */
public final class UnavailableDecoderException extends RuntimeException {
  public UnavailableDecoderException(String message) {
    super(message);
  }
}
