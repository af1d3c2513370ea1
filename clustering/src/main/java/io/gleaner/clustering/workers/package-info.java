/**
 * Work that leaves this process: {@link io.gleaner.clustering.workers.Workers} that run pipelines,
 * and a {@link io.gleaner.clustering.workers.ScratchFolder} that the driver and all workers see.
 */
package io.gleaner.clustering.workers;
