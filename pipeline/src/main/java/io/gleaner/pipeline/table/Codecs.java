package io.gleaner.pipeline.table;

import io.gleaner.pipeline.storage.Location;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.schema.MessageType;

/** The compression of pages that is read; BROTLI and LZO need libraries that are not here. */
final class Codecs {
  private static final List<CompressionCodecName> READ =
      List.of(
          CompressionCodecName.UNCOMPRESSED,
          CompressionCodecName.SNAPPY,
          CompressionCodecName.GZIP,
          CompressionCodecName.ZSTD,
          CompressionCodecName.LZ4,
          CompressionCodecName.LZ4_RAW);

  private Codecs() {}

  /**
   * @param columns those that will be read
   * @throws UnreadableTableException where one of them is compressed by a codec that is not read
   */
  static void require(Location file, ParquetMetadata footer, MessageType columns)
      throws UnreadableTableException {
    Set<String> names = new TreeSet<>();
    columns.getFields().forEach(field -> names.add(field.getName()));
    for (BlockMetaData group : footer.getBlocks()) {
      for (ColumnChunkMetaData chunk : group.getColumns()) {
        String column = chunk.getPath().toArray()[0];
        if (names.contains(column) && !READ.contains(chunk.getCodec())) {
          throw new UnreadableTableException(
              file,
              String.format(
                  Locale.ROOT,
                  "codec %s of column \"%s\" is not read, one of %s is; write the file anew with"
                      + " one of them",
                  chunk.getCodec(),
                  column,
                  READ),
              null);
        }
      }
    }
  }
}
