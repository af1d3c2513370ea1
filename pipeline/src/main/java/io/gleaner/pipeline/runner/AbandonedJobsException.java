package io.gleaner.pipeline.runner;

import java.util.List;
import java.util.Locale;

/** Jobs of a process that is gone do not end; who writes beside them would lose both. */
public final class AbandonedJobsException extends RuntimeException {
  AbandonedJobsException(FlinkCluster cluster, List<String> jobs, long seconds) {
    super(
        String.format(
            Locale.ROOT,
            "jobs of an earlier run in this directory still run on the Flink cluster at %s, %d"
                + " seconds after they were cancelled: %s; end them there (flink cancel) or start"
                + " the cluster anew, then call the same command again",
            cluster,
            seconds,
            String.join(", ", jobs)));
  }
}
