package io.gleaner.pipeline.export;

import java.util.List;

/**
 * What makes a format, as an export keeps it, so that it can be read again.
 *
 * @param name of the format
 * @param fields that are told of each image
 * @param shardImages most images of a shard, or 0 where the format decides
 * @param shardBytes most bytes of a shard, or 0 likewise
 * @param carried fields of the run's manifest that hold text as the sources had it
 * @param keepsBytes whether images leave as they are
 * @param bySet whether classes are curated sets
 */
public record FormatSettings(
    ExportFormats.Name name,
    List<String> fields,
    long shardImages,
    long shardBytes,
    List<String> carried,
    boolean keepsBytes,
    boolean bySet) {
  public FormatSettings {
    fields = List.copyOf(fields);
    carried = List.copyOf(carried);
  }

  /** Returns the same of images that leave otherwise, or have other classes. */
  FormatSettings with(boolean bytes, boolean sets) {
    return new FormatSettings(name, fields, shardImages, shardBytes, carried, bytes, sets);
  }
}
