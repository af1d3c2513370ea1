package io.gleaner.pipeline.export;

import java.util.List;

/**
 * What makes a format, as an export keeps it, so that it can be read again.
 *
 * @param name of the format
 * @param fields that are told of each image
 * @param shardImages most images of a shard, or 0 where the format decides
 * @param shardBytes most bytes of a shard, or 0 likewise
 */
public record FormatSettings(
    ExportFormats.Name name, List<String> fields, long shardImages, long shardBytes) {
  public FormatSettings {
    fields = List.copyOf(fields);
  }
}
