package io.gleaner.pipeline.runner;

import java.util.Locale;

/** A cluster's workers have other classes of Gleaner than this program; the message says which. */
public final class StaleClusterException extends RuntimeException {
  StaleClusterException(String cluster, String classes) {
    super(
        String.format(
            Locale.ROOT,
            "the Flink cluster at %s has other classes of Gleaner than this program (%s): make"
                + " gleaner-flink/ anew by mvn -Pflink -DskipTests package, and start the cluster"
                + " with its lib/",
            cluster,
            classes));
  }
}
