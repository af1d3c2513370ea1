package io.gleaner.pipeline.runner;

import java.util.List;

/** Jobs of a process that is gone do not end; who writes beside them would lose both. */
public final class AbandonedJobsException extends RuntimeException {
  AbandonedJobsException(FlinkCluster cluster, List<String> jobs, long seconds) {
    super(
        ("jobs of an earlier run in this directory still run on the Flink cluster at %s, %d seconds"
             + " after they were cancelled: %s; end them there (flink cancel) or start the cluster"
             + " anew, then call the same command again")
            .formatted(cluster, seconds, String.join(", ", jobs)));
  }
}
