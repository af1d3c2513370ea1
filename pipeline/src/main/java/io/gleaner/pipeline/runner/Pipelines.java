package io.gleaner.pipeline.runner;

import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.metrics.MetricResults;

/** Makes pipelines for one runner, as wide as it was told, and runs them. */
public interface Pipelines {
  /** Returns the number of workers that process bundles at once. */
  int parallelism();

  /** Whether all workers are threads of this process. */
  boolean areWithinThisProcess();

  /** Whether they are the threads of the direct runner, so that plain threads do as well. */
  default boolean areThreads() {
    return false;
  }

  /**
   * Returns an empty pipeline.
   *
   * @param name shown where the runner lists its work, and told to {@link #endAbandoned}
   */
  Pipeline create(String name);

  /**
   * Ends pipelines that a process which is gone has left running on a cluster; returns when they no
   * longer write.
   *
   * @param prefix of their names
   * @throws AbandonedJobsException where they do not end in some minutes
   */
  void endAbandoned(String prefix);

  /**
   * Runs a pipeline of {@link #create} to its end.
   *
   * @param watcher given its metrics now and then, on the caller's thread, and at last as they are
   *     at the end; they hold attempted values only, counted again where work was done again
   * @throws RuntimeException where it fails, with what a worker threw among its causes
   */
  void run(Pipeline pipeline, Consumer<MetricResults> watcher);
}
