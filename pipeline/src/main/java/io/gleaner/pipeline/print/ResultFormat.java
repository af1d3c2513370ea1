package io.gleaner.pipeline.print;

import java.util.Locale;
import java.util.Optional;

/** A form in which rows of a result are written. */
public enum ResultFormat {
  /** Aligned columns for people; the first rows alone: {@link TableRows}. */
  TABLE,
  /** {@link CsvRows}. */
  CSV,
  /** One array of objects: {@link JsonRows}. */
  JSON,
  /** An object a line: {@link JsonRows}. */
  JSONL,
  /** A Parquet file, which DuckDB writes. */
  PARQUET;

  /** Returns the format that a file's name ends with, such as {@code .csv}. */
  public static Optional<ResultFormat> ofFile(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    for (ResultFormat format : values()) {
      if (format != TABLE && lower.endsWith("." + format)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
