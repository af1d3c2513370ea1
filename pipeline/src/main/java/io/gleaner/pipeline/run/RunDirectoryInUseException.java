package io.gleaner.pipeline.run;

import io.gleaner.pipeline.storage.Location;

/** Two processes were asked to work in one run directory. */
public final class RunDirectoryInUseException extends RuntimeException {
  RunDirectoryInUseException(Location directory) {
    super(
        "%s is in use by another run; wait for it or choose another --output".formatted(directory));
  }
}
