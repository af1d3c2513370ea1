package io.gleaner.pipeline.source;

import io.gleaner.pipeline.array.ArrayFile;
import io.gleaner.pipeline.array.ArrayRows;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.EmbeddingRows;
import io.gleaner.pipeline.table.TableReader;
import io.gleaner.pipeline.table.TextRows;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A file of embeddings that someone else made: an array of NumPy's with what is beside it, or a
 * Parquet file. It has no images to embed: {@link #rows} gives its rows, {@link #open} none.
 *
 * @param uri of the file of vectors
 * @param file of vectors
 * @param metadata a Parquet file with a row for each vector, or null
 * @param ids a text file with a line for each vector, or null
 * @param fields columns that are carried
 */
public record GivenUnit(
    String source,
    String name,
    String fingerprint,
    String uri,
    ListedFile file,
    ListedFile metadata,
    ListedFile ids,
    List<CarriedField> fields,
    GivenColumns columns)
    implements SourceUnit {
  /** Columns that are taken where they are there, beside those that are named. */
  private static final List<String> KNOWN = List.of("sha256", "phash", "width", "height", "bytes");

  /**
   * How large a file of embeddings is.
   *
   * @param dimension of the vectors; 0 where it was not looked at or there are none
   */
  public record Extent(long rows, int dimension) {}

  @Override
  public List<ListedFile> read() {
    return Stream.of(file, metadata, ids).filter(each -> each != null).toList();
  }

  @Override
  public RawImages open() {
    throw new UnsupportedOperationException(uri + " holds embeddings, which have no images");
  }

  /** Counts the rows by a header or a footer. */
  @Override
  public UnitCount count() throws IOException {
    long bytes = read().stream().mapToLong(file -> Math.max(0, file.bytes())).sum();
    return UnitCount.whole(extent(false).rows(), bytes);
  }

  private boolean isArray() {
    return ArrayFile.isArray(file.location().name());
  }

  /** Returns the Parquet file whose columns go with the vectors, or null. */
  private Location table() {
    return metadata != null ? metadata.location() : isArray() ? null : file.location();
  }

  /** Returns the column of ids, or null where rows are known by their numbers or by lines. */
  private String idColumn() throws IOException {
    if (ids != null || table() == null) {
      return null;
    }
    if (columns.id() != null) {
      return columns.id();
    }
    return TableReader.columns(table()).contains(GivenColumns.ID) ? GivenColumns.ID : null;
  }

  /** Returns what names the rows, for messages. */
  String besides() {
    return String.valueOf((ids != null ? ids : metadata).location());
  }

  /** Returns the file's name below its entry, without its ending. */
  String stem() {
    String below = uri.contains("/") ? uri.substring(uri.indexOf('/') + 1) : uri;
    return below.substring(0, below.lastIndexOf('.'));
  }

  /** Opens the file for one pass over its rows. */
  public GivenRows rows() throws IOException {
    List<Closeable> opened = new ArrayList<>();
    try {
      ArrayRows array = null;
      EmbeddingRows vectors = null;
      if (isArray()) {
        array = ArrayFile.open(file.location(), columns.vectors());
        opened.add(array);
      } else {
        vectors = EmbeddingRows.open(file.location(), null, columns.vectors());
        opened.add(vectors);
      }
      TextRows values = null;
      List<String> wanted = wanted();
      if (!wanted.isEmpty()) {
        values = TextRows.open(table(), wanted);
        opened.add(values);
      }
      BufferedReader lines = null;
      if (ids != null) {
        lines = lines(ids.location());
        opened.add(lines);
      }
      return new GivenRows(this, idColumn(), array, vectors, values, lines, opened);
    } catch (IOException | RuntimeException e) {
      for (Closeable each : opened) {
        each.close();
      }
      throw e;
    }
  }

  private static BufferedReader lines(Location file) throws IOException {
    return new BufferedReader(new InputStreamReader(file.open(), StandardCharsets.UTF_8));
  }

  /** Returns the columns to read beside the vectors that are there. */
  private List<String> wanted() throws IOException {
    if (table() == null) {
      return List.of();
    }
    Set<String> wanted = new LinkedHashSet<>(KNOWN);
    fields.forEach(field -> wanted.add(field.field()));
    if (idColumn() != null) {
      wanted.add(idColumn());
    }
    if (columns.image() != null) {
      wanted.add(columns.image());
    }
    wanted.retainAll(TableReader.columns(table()));
    wanted.remove(isArray() ? null : columns.vectors());
    return List.copyOf(wanted);
  }

  /**
   * Looks whether the file can be read and fits what is beside it, by headers and footers.
   *
   * @param withDimension whether to read the first row of a Parquet file for its dimension; that of
   *     an array is always told
   * @throws IOException where it cannot; the message names the files
   * @throws RuntimeException where a Parquet file lacks a column, likewise
   */
  public Extent extent(boolean withDimension) throws IOException {
    Extent extent;
    if (isArray()) {
      try (ArrayRows rows = ArrayFile.open(file.location(), columns.vectors())) {
        extent = new Extent(rows.rows(), rows.dimension());
      }
    } else {
      try (EmbeddingRows rows = EmbeddingRows.open(file.location(), null, columns.vectors())) {
        boolean known = withDimension && rows.next() && rows.hasVector();
        extent = new Extent(rows.rows(), known ? rows.dimension() : 0);
      }
    }
    if (metadata != null) {
      long rows = TableReader.rows(metadata.location());
      if (rows != extent.rows) {
        throw counts(extent.rows, metadata, rows, "rows");
      }
    }
    if (ids != null) {
      long lines = 0;
      try (BufferedReader reader = lines(ids.location())) {
        while (reader.readLine() != null) {
          lines++;
        }
      }
      if (lines != extent.rows) {
        throw counts(extent.rows, ids, lines, "lines");
      }
    }
    requireColumn(columns.id());
    requireColumn(columns.image());
    return extent;
  }

  private void requireColumn(String column) throws IOException {
    if (column == null) {
      return;
    }
    if (table() == null) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s has no column \"%s\": there is no metadata beside it",
              file.location(),
              column));
    }
    List<String> there = TableReader.columns(table());
    if (!there.contains(column)) {
      throw new IOException(
          String.format(Locale.ROOT, "%s has no column \"%s\", it has %s", table(), column, there));
    }
  }

  private IOException counts(long vectors, ListedFile beside, long rows, String what) {
    return new IOException(
        String.format(
            Locale.ROOT,
            "%s has %d rows and %s has %d %s, must be as many",
            file.location(),
            vectors,
            beside.location(),
            rows,
            what));
  }

  /** Returns where a row's picture is, or null. */
  Place place(Map<String, String> values) {
    String image = columns.image() == null ? null : values.get(columns.image());
    return image == null || image.isBlank() ? null : Place.linked(uri, file.location(), image);
  }
}
