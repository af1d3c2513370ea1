package io.gleaner.pipeline.export;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gleaner.pipeline.export.format.ExportFolder;
import io.gleaner.pipeline.export.format.ShardFile;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Row;
import io.gleaner.pipeline.table.TableReader;
import io.gleaner.pipeline.table.TableWriter;
import io.gleaner.pipeline.table.UnreadableTableException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What was written of each shard: a hidden table with a row for each planned image, which appears
 * when the shard's files have their names.
 */
final class WrittenShards {
  /**
   * What a table's footer says.
   *
   * @param fingerprint of the plan
   * @param images that were written
   * @param missing that could not be had
   * @param bytes of the images that were written
   * @param byLabel images that were written, by the number of their class
   * @param files of the shard
   */
  record Summary(
      String fingerprint,
      long images,
      long missing,
      long bytes,
      Map<Integer, Long> byLabel,
      List<ShardFile> files) {}

  private static final String KEY = "gleaner.shard";
  private static final ObjectMapper JSON = new ObjectMapper();

  private WrittenShards() {}

  static Location file(ExportFolder folder, int shard) {
    return folder.hidden(String.format(Locale.ROOT, "written/%06d.parquet", shard));
  }

  static void write(ExportFolder folder, int shard, List<WrittenImage> images, Summary summary)
      throws IOException {
    try (TableWriter<WrittenImage> table =
        TableWriter.open(
            file(folder, shard),
            WrittenImage.format(),
            Map.of(KEY, JSON.writeValueAsString(summary)))) {
      for (WrittenImage image : images) {
        table.add(image);
      }
      table.commit();
    }
  }

  /**
   * Returns what was written of a shard, or none where it was not finished, by another plan, or its
   * files are not there in their sizes any more.
   */
  static Optional<Summary> summary(ExportFolder folder, int shard, String fingerprint)
      throws IOException {
    Summary summary;
    try {
      String json = TableReader.metadata(file(folder, shard)).get(KEY);
      summary = json == null ? null : JSON.readValue(json, Summary.class);
    } catch (UnreadableTableException | NoSuchFileException e) {
      return Optional.empty();
    }
    return summary != null && summary.fingerprint.equals(fingerprint)
        ? Optional.of(summary)
        : Optional.empty();
  }

  /** Whether files of an export are there with their sizes. */
  static boolean areThere(ExportFolder folder, List<ShardFile> files) throws IOException {
    for (ShardFile file : files) {
      try {
        if (folder.file(file.name()).size() != file.bytes()) {
          return false;
        }
      } catch (java.io.FileNotFoundException | NoSuchFileException e) {
        return false;
      }
    }
    return true;
  }

  /** Goes through the images of a shard in their order. */
  static void read(ExportFolder folder, int shard, Consumer<WrittenImage> use) throws IOException {
    try (Rows rows = open(folder, shard)) {
      for (WrittenImage image = rows.next(); image != null; image = rows.next()) {
        use.accept(image);
      }
    }
  }

  static Rows open(ExportFolder folder, int shard) throws IOException {
    return new Rows(TableReader.open(file(folder, shard), WrittenImage.COLUMNS));
  }

  /** The images of a shard. */
  record Rows(TableReader reader) implements AutoCloseable {
    /** Returns the next image, or null at the end. */
    WrittenImage next() throws IOException {
      Row row = reader.next();
      return row == null
          ? null
          : new WrittenImage(
              row.integer(0),
              row.text(1),
              (int) row.integer(2),
              row.text(3),
              row.integer(4),
              row.text(5),
              (int) row.integer(6),
              (int) row.integer(7),
              row.text(8),
              row.text(9),
              row.text(10),
              row.text(11));
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }
}
