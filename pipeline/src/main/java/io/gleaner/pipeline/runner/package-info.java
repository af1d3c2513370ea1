/**
 * Where pipelines run. Open {@link io.gleaner.pipeline.runner.Pipelines}: it makes empty pipelines
 * and runs them to their end, {@link io.gleaner.pipeline.runner.DirectPipelines} in this JVM,
 * {@link io.gleaner.pipeline.runner.FlinkPipelines} on Flink. No stage knows which; only the latter
 * names a class of Flink, so that the direct runner works without them.
 */
package io.gleaner.pipeline.runner;
