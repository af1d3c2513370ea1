package io.gleaner.pipeline.encoder;

/** A device or a precision that this machine does not have; the message says what it has. */
public final class UnavailableDeviceException extends RuntimeException {
  UnavailableDeviceException(String message) {
    super(message);
  }
}
