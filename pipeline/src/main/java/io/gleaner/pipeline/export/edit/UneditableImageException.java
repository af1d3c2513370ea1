package io.gleaner.pipeline.export.edit;

/** An image to which what is asked cannot be done; the message says why, for a person. */
public final class UneditableImageException extends Exception {
  private static final long serialVersionUID = 1;

  UneditableImageException(String message) {
    super(message, null, false, false);
  }
}
