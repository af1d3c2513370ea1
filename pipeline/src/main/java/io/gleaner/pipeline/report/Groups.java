package io.gleaner.pipeline.report;

import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Row;
import io.gleaner.pipeline.table.TableReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Rows of tables by the values of some text columns: how many, the least of a column of floats and
 * the greatest of a column of integers. Reads the columns that it names and nothing else, a file on
 * each processor. Memory: one row group of these columns a file, and the groups.
 */
final class Groups {
  /** Values in their order, the first column first; no value comes last. */
  private static final Comparator<List<String>> ORDER =
      (a, b) -> {
        for (int i = 0; i < a.size(); i++) {
          int order =
              Comparator.nullsLast(Comparator.<String>naturalOrder()).compare(a.get(i), b.get(i));
          if (order != 0) {
            return order;
          }
        }
        return 0;
      };

  /**
   * One group.
   *
   * @param least NaN where no row has a value
   */
  record Group(long rows, float least, long greatest) {
    Group and(Group other) {
      return new Group(
          rows + other.rows,
          Float.isNaN(least)
              ? other.least
              : Float.isNaN(other.least) ? least : Math.min(least, other.least),
          Math.max(greatest, other.greatest));
    }
  }

  private final List<String> keys;
  private final String least;
  private final String greatest;

  private Groups(List<String> keys, String least, String greatest) {
    this.keys = keys;
    this.least = least;
    this.greatest = greatest;
  }

  static Groups by(String... keys) {
    return new Groups(List.of(keys), null, null);
  }

  Groups withLeast(String column) {
    return new Groups(keys, column, greatest);
  }

  Groups withGreatest(String column) {
    return new Groups(keys, least, column);
  }

  /** Returns the groups, ascending by the values of their columns. */
  SortedMap<List<String>, Group> of(List<Location> files) throws IOException {
    try {
      return files.parallelStream().map(this::ofFile).reduce(new TreeMap<>(ORDER), Groups::merge);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static SortedMap<List<String>, Group> merge(
      SortedMap<List<String>, Group> a, SortedMap<List<String>, Group> b) {
    SortedMap<List<String>, Group> both = new TreeMap<>(a);
    b.forEach((values, group) -> both.merge(values, group, Group::and));
    return both;
  }

  private SortedMap<List<String>, Group> ofFile(Location file) {
    List<String> columns = new ArrayList<>(keys);
    int leastPlace = least == null ? -1 : columns.size();
    if (least != null) {
      columns.add(least);
    }
    int greatestPlace = greatest == null ? -1 : columns.size();
    if (greatest != null) {
      columns.add(greatest);
    }
    SortedMap<List<String>, Group> groups = new TreeMap<>(ORDER);
    try (TableReader reader = TableReader.open(file, columns.toArray(String[]::new))) {
      for (Row row = reader.next(); row != null; row = reader.next()) {
        List<String> values = new ArrayList<>(keys.size());
        for (int key = 0; key < keys.size(); key++) {
          values.add(row.text(key));
        }
        Group one =
            new Group(
                1,
                leastPlace < 0 ? Float.NaN : (float) row.real(leastPlace),
                greatestPlace < 0 ? 0 : row.integer(greatestPlace));
        groups.merge(values, one, Group::and);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return groups;
  }
}
