package io.gleaner.pipeline.source;

import io.gleaner.pipeline.array.ArrayRows;
import io.gleaner.pipeline.table.EmbeddingRows;
import io.gleaner.pipeline.table.TextRows;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * One pass over a file of embeddings and what is beside it. Memory: a block of rows, of Parquet a
 * row group of the columns that are read, and 50 bytes for each id of the file. Not thread-safe.
 */
public final class GivenRows implements Closeable {
  private final GivenUnit unit;
  private final String idColumn;
  private final ArrayRows array;
  private final EmbeddingRows table;
  private final TextRows values;
  private final BufferedReader ids;
  private final List<Closeable> opened;
  private final Set<Long> before = new HashSet<>();
  private int dimension;
  private long row;

  /**
   * @param idColumn of {@code values}, or null
   * @param array the vectors, or null
   * @param table the vectors, where {@code array} is null
   * @param values of the columns beside them, or null
   * @param ids one a line, or null
   * @param opened what is to be closed
   */
  GivenRows(
      GivenUnit unit,
      String idColumn,
      ArrayRows array,
      EmbeddingRows table,
      TextRows values,
      BufferedReader ids,
      List<Closeable> opened) {
    this.unit = unit;
    this.idColumn = idColumn;
    this.array = array;
    this.table = table;
    this.values = values;
    this.ids = ids;
    this.opened = new ArrayList<>(opened);
  }

  /**
   * Returns the next row or null at the end.
   *
   * @throws IOException where a file is damaged or has changed; what follows cannot be read
   */
  public GivenRow next() throws IOException {
    float[] vector = null;
    String problem = null;
    if (array != null) {
      vector = array.next();
      if (vector == null) {
        return null;
      }
    } else {
      if (!table.next()) {
        return null;
      }
      problem = wrong();
      vector = problem == null ? table.vector() : null;
      if (dimension == 0 && problem == null) {
        dimension = vector.length;
      }
    }
    Map<String, String> beside = values == null ? Map.of() : values.next();
    String line = ids == null ? null : ids.readLine();
    if (beside == null || ids != null && line == null) {
      throw new IOException(
          String.format(
              Locale.ROOT, "%s has fewer rows than %s", unit.besides(), unit.file().location()));
    }
    String key = idColumn == null ? line : beside.get(idColumn);
    boolean named = ids != null || idColumn != null;
    boolean repeated = false;
    if (named && (key == null || key.isEmpty())) {
      problem = "there is no id";
      key = null;
    } else if (named && !before.add(hash(key))) {
      problem = "another row of the file has the id " + key;
      repeated = true;
    }
    String uri = unit.uri() + "/" + row;
    String id =
        !unit.columns().ownIds()
            ? ImageId.of(unit.source(), uri)
            : key != null ? key : unit.stem() + "/" + row;
    row++;
    return new GivenRow(id, uri, key, vector, problem, repeated, unit.place(beside), beside);
  }

  /** Two of n ids are taken for one with probability n² / 2^65: 3e-8 for a million. */
  private static long hash(String key) {
    return Long.parseUnsignedLong(ImageId.hex(key).substring(0, 16), 16);
  }

  /** Returns why a row of a table has no vector that can be used, or null. */
  private String wrong() {
    if (!table.hasVector()) {
      return "there is no vector";
    }
    if (table.nullComponents() > 0) {
      return table.nullComponents() + " components of the vector are null";
    }
    if (table.dimension() == 0) {
      return "the vector has no components";
    }
    return dimension > 0 && table.dimension() != dimension
        ? String.format(
            Locale.ROOT,
            "the vector has %d components, those before it %d",
            table.dimension(),
            dimension)
        : null;
  }

  @Override
  public void close() throws IOException {
    IOException failure = null;
    for (Closeable each : opened) {
      try {
        each.close();
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
