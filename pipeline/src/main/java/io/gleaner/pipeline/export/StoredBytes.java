package io.gleaner.pipeline.export;

import io.gleaner.pipeline.source.Place;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Row;
import io.gleaner.pipeline.table.TableReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;

/**
 * What a table of images says of an image's bytes.
 *
 * @param format such as {@code jpeg}, or null
 * @param bytes their length, 0 where the table does not say
 * @param place where they are, or null
 */
record StoredBytes(String format, long bytes, Place place) {
  /** Of images of which the run has no row. */
  static final StoredBytes UNKNOWN = new StoredBytes(null, 0, null);

  private static final String[] COLUMNS = {
    "id", "source", "format", "bytes", "container", "file", "offset", "length", "row_group", "row"
  };

  /** Takes what is read. */
  interface Images {
    void take(String id, String source, StoredBytes bytes) throws IOException;
  }

  /** Streams a table of images. Memory: one row group of these columns. */
  static void read(Location table, Images images) throws IOException {
    if (!TableReader.columns(table).containsAll(List.of(COLUMNS))) {
      return; // of embeddings that were made elsewhere
    }
    try (TableReader reader = TableReader.open(table, COLUMNS)) {
      for (Row row = reader.next(); row != null; row = reader.next()) {
        images.take(row.text(0), row.text(1), of(row));
      }
    }
  }

  private static StoredBytes of(Row row) {
    return new StoredBytes(
        row.text(2),
        row.integer(3),
        row.isNull(4)
            ? null
            : new Place(
                Place.Container.labelled(row.text(4)),
                row.text(5),
                number(row, 6),
                number(row, 7),
                row.isNull(8) ? null : (int) row.integer(8),
                number(row, 9)));
  }

  private static Long number(Row row, int column) {
    return row.isNull(column) ? null : row.integer(column);
  }

  /** Bytes of a {@link StoredBytes}. */
  static final class Encoding extends AtomicCoder<StoredBytes> {
    private static final long serialVersionUID = 1L;
    private static final Coder<String> TEXT = NullableCoder.of(StringUtf8Coder.of());
    private static final Coder<Long> NUMBER = NullableCoder.of(VarLongCoder.of());

    @Override
    public void encode(StoredBytes stored, OutputStream out) throws IOException {
      TEXT.encode(stored.format, out);
      NUMBER.encode(stored.bytes, out);
      Place place = stored.place;
      TEXT.encode(place == null ? null : place.container().label(), out);
      if (place != null) {
        TEXT.encode(place.file(), out);
        NUMBER.encode(place.offset(), out);
        NUMBER.encode(place.length(), out);
        NUMBER.encode(place.rowGroup() == null ? null : (long) place.rowGroup(), out);
        NUMBER.encode(place.row(), out);
      }
    }

    @Override
    public StoredBytes decode(InputStream in) throws IOException {
      String format = TEXT.decode(in);
      long bytes = NUMBER.decode(in);
      String container = TEXT.decode(in);
      return new StoredBytes(format, bytes, container == null ? null : place(container, in));
    }

    private static Place place(String container, InputStream in) throws IOException {
      String file = TEXT.decode(in);
      Long offset = NUMBER.decode(in);
      Long length = NUMBER.decode(in);
      Long group = NUMBER.decode(in);
      return new Place(
          Place.Container.labelled(container),
          file,
          offset,
          length,
          group == null ? null : group.intValue(),
          NUMBER.decode(in));
    }
  }
}
