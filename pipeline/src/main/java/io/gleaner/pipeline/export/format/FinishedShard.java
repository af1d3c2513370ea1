package io.gleaner.pipeline.export.format;

import java.util.List;

/**
 * A shard that is complete.
 *
 * @param images that were written
 * @param missing images that were planned and could not be had
 * @param bytes of all images that were written
 * @param files as {@link ShardWriter#commit} returned them
 */
public record FinishedShard(
    ExportShard shard, long images, long missing, long bytes, List<ShardFile> files) {}
