package io.gleaner.pipeline.embed;

import io.gleaner.pipeline.image.Reason;
import io.gleaner.pipeline.image.RejectedImageException;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.TableWriter;
import java.io.IOException;
import java.util.List;

/** Vectors without a direction: with a NaN, an infinity, or nothing but zeros. */
public final class UnusableVectors {
  private UnusableVectors() {}

  /**
   * A row that cannot be used.
   *
   * @param uri file and id
   */
  public record Row(String uri, String detail) {}

  /** Returns why a vector has no direction, or null where it has one. */
  public static String reason(float[] vector) {
    boolean allZero = true;
    for (int i = 0; i < vector.length; i++) {
      if (!Float.isFinite(vector[i])) {
        return "component %d of %d is %s".formatted(i, vector.length, vector[i]);
      }
      allZero &= vector[i] == 0;
    }
    return allZero ? "all %d components are zero".formatted(vector.length) : null;
  }

  /** Writes rows as a table of {@code rejected/}. */
  public static void write(Location file, List<Row> rows) throws IOException {
    TableWriter.write(
        file,
        RejectedRecord.FORMAT,
        rows.stream()
            .map(
                row ->
                    new RejectedRecord(
                        row.uri,
                        "embeddings",
                        new RejectedImageException(Reason.UNUSABLE_EMBEDDING, row.detail)))
            .toList());
  }
}
