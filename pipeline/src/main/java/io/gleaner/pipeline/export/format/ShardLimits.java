package io.gleaner.pipeline.export.format;

import java.io.Serializable;

/**
 * What ends a shard. One image always has room, however large it is.
 *
 * @param byClass whether all images of a shard have the same class; the images are then ordered by
 *     class first, in the order of the classes' numbers
 * @param bytes most that a shard takes, as {@link ExportFormat#size} counts
 * @param images most in a shard
 */
public record ShardLimits(boolean byClass, long bytes, long images) implements Serializable {}
