package io.gleaner.pipeline.storage;

import java.util.Locale;

/** A location names a filesystem that this build does not have. */
public final class UnknownSchemeException extends RuntimeException {
  UnknownSchemeException(Location location) {
    super(
        String.format(
            Locale.ROOT,
            "%s: there is no filesystem for its scheme in this build; -Phdfs (with HADOOP_CONF_DIR), -Ps3 and -Pgcs add theirs: docs/filesystems.md",
            location));
  }
}
