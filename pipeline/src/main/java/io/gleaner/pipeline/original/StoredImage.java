package io.gleaner.pipeline.original;

import io.gleaner.pipeline.source.Place;
import java.util.Comparator;
import java.util.Map;

/**
 * What the tables say of an image, as far as its bytes are concerned.
 *
 * @param source {@code pool}, {@code evaluation} or {@code curated/NAME}
 * @param uri name within the source
 * @param place where its bytes are, or null where the tables do not say
 * @param sha256 of the bytes, 64 hex digits, or null where nobody knows, as of rejected images
 */
public record StoredImage(String source, String uri, Place place, String sha256) {
  /**
   * The columns of {@code images/} that {@link #of} reads, as SQL; {@code rejected/} has all but
   * {@code sha256}.
   */
  public static final String COLUMNS =
      "source, uri, sha256, container, file, \"offset\", length, row_group, \"row\"";

  /**
   * An order in which each file is opened once and read from its start to its end. By source, file,
   * place, uri.
   */
  public static final Comparator<StoredImage> ORDER =
      Comparator.comparing(StoredImage::source)
          .thenComparing(
              StoredImage::place,
              Comparator.nullsLast(
                  Comparator.comparing(Place::file)
                      .thenComparing(Place::container)
                      .thenComparing(Place::rowGroup, Comparator.nullsFirst(Integer::compare))
                      .thenComparing(Place::row, Comparator.nullsFirst(Long::compare))
                      .thenComparing(Place::offset, Comparator.nullsFirst(Long::compare))
                      .thenComparing(Place::length, Comparator.nullsFirst(Long::compare))))
          .thenComparing(StoredImage::uri);

  /**
   * Reads a row of {@code images/} or {@code rejected/}, as {@link
   * io.gleaner.pipeline.table.Sql#rows} gives it.
   *
   * @param row values by column; other columns are ignored
   */
  public static StoredImage of(Map<String, Object> row) {
    return new StoredImage(
        (String) row.get("source"),
        (String) row.get("uri"),
        place(row),
        (String) row.get("sha256"));
  }

  private static Place place(Map<String, Object> row) {
    if (row.get("container") == null) {
      return null;
    }
    return new Place(
        Place.Container.labelled((String) row.get("container")),
        (String) row.get("file"),
        number(row.get("offset")),
        number(row.get("length")),
        row.get("row_group") instanceof Number group ? group.intValue() : null,
        number(row.get("row")));
  }

  private static Long number(Object value) {
    return value instanceof Number number ? number.longValue() : null;
  }
}
