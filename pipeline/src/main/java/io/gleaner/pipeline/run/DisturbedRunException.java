package io.gleaner.pipeline.run;

import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.util.Locale;

/**
 * Something outside of the run changed what it reads or writes while it worked. Nothing is marked
 * as complete; the message says what to do.
 */
public final class DisturbedRunException extends IOException {
  private DisturbedRunException(String message) {
    super(message);
  }

  static DisturbedRunException removed(Location file) {
    return new DisturbedRunException(
        String.format(
            Locale.ROOT,
            "%s was removed or changed while the run worked; leave the run's directory alone and"
                + " call the same command again, which makes what is missing",
            file));
  }

  static DisturbedRunException inputs(String what) {
    return new DisturbedRunException(
        String.format(
            Locale.ROOT,
            "%s changed while the run read it; call the same command again once it changes no more,"
                + " which reads again what has changed",
            what));
  }
}
