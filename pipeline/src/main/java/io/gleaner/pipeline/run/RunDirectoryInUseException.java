package io.gleaner.pipeline.run;

import io.gleaner.pipeline.storage.Location;
import java.util.Locale;

/** Two processes were asked to work in one run directory. */
public final class RunDirectoryInUseException extends RuntimeException {
  RunDirectoryInUseException(Location directory) {
    super(
        String.format(
            Locale.ROOT,
            "%s is in use by another run; wait for it or choose another --output",
            directory));
  }
}
