package io.gleaner.clustering.workers;

import org.apache.beam.sdk.Pipeline;

/** Where pipelines come from and how they are run: an algorithm that loops over them asks here. */
public interface Pipelines {
  /** Returns an empty pipeline. */
  Pipeline pipeline();

  /** Runs a pipeline to its end; throws where it fails. */
  void run(Pipeline pipeline);

  /** Returns how many workers process bundles at once; never changes a result. */
  int parallelism();
}
