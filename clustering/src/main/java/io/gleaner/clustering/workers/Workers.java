package io.gleaner.clustering.workers;

import org.apache.beam.sdk.Pipeline;

/**
 * Workers that run pipelines: an algorithm that needs several pipelines asks here for each, and
 * knows no runner.
 */
public interface Workers {
  /** Returns an empty pipeline. */
  Pipeline pipeline();

  /** Runs a pipeline to its end; throws where it fails. */
  void run(Pipeline pipeline);

  /** Returns how many workers process bundles at once; never changes a result. */
  int parallelism();

  /** Returns how many threads of this process may work at once; never changes a result. */
  default int threads() {
    return Math.min(parallelism(), Runtime.getRuntime().availableProcessors());
  }
}
