/**
 * From a manifest to files that a trainer reads. Open {@link io.gleaner.pipeline.export.Export},
 * then {@code PlanShards}, which decides what goes where, and {@code ShardWork}, which a worker
 * does for each shard. {@code export.format} lays images out in files, {@code export.edit} changes
 * them on the way (docs/export.md).
 */
package io.gleaner.pipeline.export;
