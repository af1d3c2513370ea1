package io.gleaner.pipeline.source;

import io.gleaner.pipeline.image.Reason;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.storage.StorageException;
import io.gleaner.pipeline.table.ImageColumns;
import io.gleaner.pipeline.table.ImageColumns.ImageRow;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * A Parquet file with an image in each row: a struct {@code {bytes, path}} as Hugging Face datasets
 * write, or a plain binary column. An input's uri is the file's and the row's number.
 *
 * @param uri of the file itself
 * @param file where it is
 * @param fields columns that are carried
 * @param limit largest image that is taken, in bytes
 */
record ParquetUnit(
    String source,
    String name,
    String fingerprint,
    String uri,
    Location file,
    List<String> fields,
    long limit)
    implements SourceUnit {

  @Override
  public RawImages open() throws IOException {
    ImageColumns columns;
    try {
      columns = ImageColumns.open(file, fields);
    } catch (IOException | RuntimeException e) {
      StorageException.rethrow(e);
      return RawImages.of(broken(e));
    }
    return new RawImages() {
      private long row;
      private boolean ended;

      @Override
      public RawImage next() throws IOException {
        if (ended) {
          return null;
        }
        try {
          ImageRow next = columns.next();
          ended = next == null;
          return ended ? null : image(next, row++);
        } catch (IOException | RuntimeException e) {
          StorageException.rethrow(e);
          ended = true;
          return broken(e);
        }
      }

      @Override
      public void close() throws IOException {
        columns.close();
      }
    };
  }

  private RawImage image(ImageRow row, long number) {
    InputBytes input;
    if (row.bytes() == null) {
      input = InputBytes.rejected(Reason.EMPTY, "no bytes in the row");
    } else if (row.bytes().length > limit) {
      input = InputBytes.tooMany(row.bytes().length, limit);
    } else {
      input = InputBytes.of(row.bytes());
    }
    String own = uri + "/" + number;
    return new RawImage(
        own, row.path() == null ? own : row.path(), input.bytes(), input.rejection(), row.fields());
  }

  private RawImage broken(Exception e) {
    return new RawImage(
        uri,
        uri,
        null,
        InputBytes.rejected(Reason.UNREADABLE, "not read as Parquet: " + e.getMessage())
            .rejection(),
        Map.of());
  }
}
