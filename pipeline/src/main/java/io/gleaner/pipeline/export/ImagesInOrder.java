package io.gleaner.pipeline.export;

import io.gleaner.pipeline.manifest.ManifestRow;
import io.gleaner.pipeline.manifest.ManifestRowCoder;
import io.gleaner.pipeline.manifest.ManifestTables;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.sort.ExternalSort;
import io.gleaner.pipeline.sort.SortKey;
import io.gleaner.pipeline.sort.SortedRecords;
import io.gleaner.pipeline.storage.Location;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The images of an export in its order: joins the rows of the manifest with the images' tables, by
 * id and source, and sorts them. Both are sorts of records on disk, so memory is independent of the
 * run's size: {@value #MEMORY} bytes each. Not thread-safe.
 */
final class ImagesInOrder implements Closeable {
  private static final long MEMORY = 24 << 20;

  /** Of records with the same id and source, what a table of images says comes first. */
  private static final byte[] STORED = {0};

  private static final byte[] ROW = {1};
  private static final ManifestRowCoder ROWS = ManifestRowCoder.of();
  private static final StoredBytes.Encoding STORED_BYTES = new StoredBytes.Encoding();

  private final ExternalSort sort;
  private final SortedRecords sorted;

  private ImagesInOrder(ExternalSort sort) throws IOException {
    this.sort = sort;
    sorted = sort.sorted();
  }

  /** Sees each image that is exported, in no order, before the first is handed out. */
  interface Look {
    void at(FoundImage image);
  }

  /**
   * Reads a run's tables.
   *
   * @param spill a folder for what does not fit in memory
   */
  static ImagesInOrder open(RunDirectory run, ExportOrder order, Path spill, Look look)
      throws IOException {
    ExternalSort sort = new ExternalSort(spill.resolve("order"), MEMORY);
    try {
      try (ExternalSort join = new ExternalSort(spill.resolve("join"), MEMORY)) {
        readTables(run, order, join);
        try (SortedRecords records = join.sorted()) {
          join(records, order, look, sort);
        }
      }
      return new ImagesInOrder(sort);
    } catch (IOException | RuntimeException e) {
      sort.close();
      throw e;
    }
  }

  private static void readTables(RunDirectory run, ExportOrder order, ExternalSort join)
      throws IOException {
    for (Location part : RunDirectory.tables(run.manifest())) {
      ManifestTables.read(
          part,
          order.carried(),
          row -> {
            if (order.holds(row)) {
              ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
              ROWS.encode(row, bytes);
              join.add(key(row.image().id(), row.image().source(), ROW), bytes.toByteArray());
            }
          });
    }
    for (Location table : RunDirectory.tables(run.images())) {
      StoredBytes.read(
          table,
          (id, source, stored) -> {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
            STORED_BYTES.encode(stored, bytes);
            join.add(key(id, source, STORED), bytes.toByteArray());
          });
    }
  }

  private static byte[] key(String id, String source, byte[] kind) {
    return new SortKey().text(id).text(source).bytes(kind).toBytes();
  }

  private static void join(SortedRecords records, ExportOrder order, Look look, ExternalSort sort)
      throws IOException {
    byte[] key = {};
    byte[] stored = {};
    while (records.next()) {
      byte[] value = records.value();
      if (records.key()[records.key().length - 1] == STORED[0]) {
        key = records.key();
        stored = value;
        continue;
      }
      byte[] bytes = isOfSame(key, records.key()) ? stored : new byte[0];
      byte[] both = Arrays.copyOf(value, value.length + bytes.length);
      System.arraycopy(bytes, 0, both, value.length, bytes.length);
      FoundImage image = decode(both);
      look.at(image);
      sort.add(order.key(image), both);
    }
  }

  /** Whether keys have the same id and source. */
  private static boolean isOfSame(byte[] key, byte[] other) {
    return key.length == other.length
        && Arrays.equals(key, 0, key.length - 1, other, 0, other.length - 1);
  }

  private static FoundImage decode(byte[] bytes) throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(bytes);
    ManifestRow row = ROWS.decode(in);
    return new FoundImage(row, in.available() == 0 ? StoredBytes.UNKNOWN : STORED_BYTES.decode(in));
  }

  /** Returns the next image, or null at the end. */
  FoundImage next() throws IOException {
    return sorted.next() ? decode(sorted.value()) : null;
  }

  @Override
  public void close() throws IOException {
    sorted.close();
    sort.close();
  }
}
