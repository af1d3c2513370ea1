package io.gleaner.pipeline.embed;

import io.gleaner.pipeline.image.Reason;
import io.gleaner.pipeline.image.RejectedImageException;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.TableWriter;
import io.gleaner.pipeline.table.WriteTables;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;

/** Vectors without a direction: with a NaN, an infinity, or nothing but zeros. */
public final class UnusableVectors {
  private UnusableVectors() {}

  /**
   * A row that cannot be used.
   *
   * @param uri file and id
   */
  public record Row(String uri, String detail) implements Serializable {}

  /** Returns why a vector has no direction, or null where it has one. */
  public static String reason(float[] vector) {
    boolean allZero = true;
    for (int i = 0; i < vector.length; i++) {
      if (!Float.isFinite(vector[i])) {
        return String.format(Locale.ROOT, "component %d of %d is %s", i, vector.length, vector[i]);
      }
      allZero &= vector[i] == 0;
    }
    return allZero ? String.format(Locale.ROOT, "all %d components are zero", vector.length) : null;
  }

  /** Writes rows as tables of {@code rejected/}, and nothing where there are none. */
  public static WriteTables<Row, ?> write(Location folder) {
    return WriteTables.to(
        folder, none -> RejectedRecord.FORMAT, row -> List.of(record(row)), Row::uri);
  }

  /** Writes a table of {@code rejected/} that tells of no row. */
  public static void writeNone(Location file) throws IOException {
    TableWriter.write(file, RejectedRecord.FORMAT, List.of());
  }

  private static RejectedRecord record(Row row) {
    return new RejectedRecord(
        row.uri,
        "embeddings",
        null,
        new RejectedImageException(Reason.UNUSABLE_EMBEDDING, row.detail));
  }
}
