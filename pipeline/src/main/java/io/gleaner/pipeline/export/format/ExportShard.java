package io.gleaner.pipeline.export.format;

import java.io.Serializable;

/**
 * The images that one worker writes at a time, in the order of their ordinals.
 *
 * @param number from 0, in the export's order
 * @param shards how many the export has
 * @param label the class of all of its images, or null where shards are not {@link
 *     ShardLimits#byClass}
 * @param part which shard of its class it is, from 0, or 0 likewise
 * @param parts how many shards its class has, or 1 likewise
 * @param firstOrdinal of its first image
 * @param images that were planned
 */
public record ExportShard(
    int number, int shards, ClassLabel label, int part, int parts, long firstOrdinal, long images)
    implements Serializable {}
