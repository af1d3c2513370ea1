package io.gleaner.pipeline.encoder.checkpoint;

import io.gleaner.pipeline.storage.Location;
import java.nio.file.Path;

/**
 * A model that cannot be loaded; the message names the file, what was found and what is allowed.
 */
public final class UnusableModelException extends RuntimeException {
  public UnusableModelException(Path file, String what) {
    super(file + ": " + what);
  }

  public UnusableModelException(Location model, String what) {
    super(model + ": " + what);
  }

  public UnusableModelException(Path file, String what, Throwable cause) {
    super(file + ": " + what, cause);
  }
}
