package io.gleaner.pipeline.embed;

import io.gleaner.pipeline.image.Reason;
import io.gleaner.pipeline.image.RejectedImageException;
import io.gleaner.pipeline.source.CarriedField;
import io.gleaner.pipeline.source.GivenRow;
import io.gleaner.pipeline.source.GivenRows;
import io.gleaner.pipeline.source.GivenUnit;
import io.gleaner.pipeline.table.TableWriter;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.LongPredicate;
import java.util.regex.Pattern;

/**
 * Takes embeddings over that someone else made, row by row, into the tables that embedded images
 * have. What is not told of an image is null. Memory: a row, and what {@link GivenRows} holds.
 */
final class UnitImport {
  private static final int TOLD = 4096;
  private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

  private UnitImport() {}

  /**
   * Reads {@code unit} to its end and writes each row to one of the two tables.
   *
   * @param done told of rows, used or rejected
   */
  static void run(
      GivenUnit unit,
      TableWriter<ImageRecord> images,
      TableWriter<RejectedRecord> rejected,
      IntConsumer done)
      throws IOException {
    int untold = 0;
    try (GivenRows rows = unit.rows()) {
      for (GivenRow row = rows.next(); row != null; row = rows.next()) {
        String problem = row.problem();
        if (problem == null) {
          problem = UnusableVectors.reason(row.vector());
        }
        if (problem == null) {
          images.add(record(unit, row));
        } else {
          Reason reason = row.repeated() ? Reason.DUPLICATE_URI : Reason.UNUSABLE_EMBEDDING;
          rejected.add(
              new RejectedRecord(
                  row.uri(),
                  unit.source(),
                  row.image(),
                  new RejectedImageException(reason, problem)));
        }
        untold++;
        if (untold == TOLD) {
          done.accept(untold);
          untold = 0;
        }
      }
    }
    done.accept(untold);
  }

  private static ImageRecord record(GivenUnit unit, GivenRow row) {
    Map<String, String> carried = new HashMap<>();
    for (CarriedField field : unit.fields()) {
      String value = row.values().get(field.field());
      if (value != null) {
        carried.put(field.name(), value);
      }
    }
    String sha256 = row.values().get("sha256");
    return new ImageRecord(
        row.id(),
        row.uri(),
        row.key() == null ? row.uri() : row.key(),
        unit.source(),
        sha256 != null && SHA256.matcher(sha256).matches() ? sha256.toLowerCase(Locale.ROOT) : null,
        number(row, "phash", any -> true),
        false,
        size(row, "width"),
        size(row, "height"),
        null,
        size(row, "bytes"),
        row.image(),
        carried,
        row.vector(),
        null);
  }

  private static Integer size(GivenRow row, String column) {
    Long number = number(row, column, value -> value > 0 && value <= Integer.MAX_VALUE);
    return number == null ? null : number.intValue();
  }

  private static Long number(GivenRow row, String column, LongPredicate usable) {
    try {
      long value = Long.parseLong(row.values().getOrDefault(column, ""));
      return usable.test(value) ? value : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
