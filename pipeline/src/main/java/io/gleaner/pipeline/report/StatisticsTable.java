package io.gleaner.pipeline.report;

import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Format;
import io.gleaner.pipeline.table.RetrievalTables;
import io.gleaner.pipeline.table.Row;
import io.gleaner.pipeline.table.TableReader;
import io.gleaner.retrieval.curated.Mode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One table of {@link Statistics}.
 *
 * @param columns kinds of values, by name, in order
 * @param rows values by column: text, Long or Float, or null
 */
record StatisticsTable(String name, Map<String, Kind> columns, List<Map<String, Object>> rows) {
  /** What a column holds. */
  enum Kind {
    TEXT,
    LONG,
    FLOAT
  }

  private static final String POOL = "pool";
  private static final List<String> QUANTILES =
      List.of("least", "p05", "p25", "median", "p75", "p95", "greatest");

  private StatisticsTable(String name) {
    this(name, new LinkedHashMap<>(), new ArrayList<>());
  }

  private StatisticsTable with(Kind kind, String... names) {
    for (String column : names) {
      columns.put(column, kind);
    }
    return this;
  }

  private void add(Object... values) {
    Map<String, Object> row = new LinkedHashMap<>();
    int place = 0;
    for (String column : columns.keySet()) {
      row.put(column, values[place++]);
    }
    rows.add(row);
  }

  Format<Map<String, Object>> format() {
    Format<Map<String, Object>> format = Format.empty();
    for (Map.Entry<String, Kind> column : columns.entrySet()) {
      String key = column.getKey();
      format =
          switch (column.getValue()) {
            case TEXT -> format.withText(key, row -> (String) row.get(key));
            case LONG -> format.withNullableLong(key, row -> (Long) row.get(key));
            case FLOAT ->
                format.withFloat(
                    key, row -> row.get(key) == null ? Double.NaN : (Float) row.get(key));
          };
    }
    return format;
  }

  /** Returns all tables, in the order of {@link Statistics#NAMES}. */
  static List<StatisticsTable> of(Statistics.Sources sources) throws IOException {
    SortedMap<List<String>, Groups.Group> rejections =
        Groups.by("source", "reason").of(sources.rejected());
    List<SetRow> sets = SetRow.read(sources.retrieval());
    return List.of(
        composition(sources, sets),
        sources(sources.images(), sources.constant(), rejections),
        rejections(rejections),
        deduplication(sources.duplicates()),
        components(sources.components()),
        collisions(sources.retrieved(), sets),
        similarity(sets));
  }

  /**
   * One row for each set and mode, or one for the pool where nothing is retrieved, then one for the
   * whole manifest, each image counted once.
   */
  private static StatisticsTable composition(Statistics.Sources sources, List<SetRow> sets)
      throws IOException {
    StatisticsTable table =
        new StatisticsTable("composition")
            .with(Kind.TEXT, "task", "dataset")
            .with(Kind.LONG, "images")
            .with(Kind.TEXT, "retrieval")
            .with(Kind.LONG, "retrieved", "final", "total");
    sets.stream()
        .sorted(
            Comparator.comparing(
                    SetRow::task, Comparator.nullsLast(Comparator.<String>naturalOrder()))
                .thenComparing(SetRow::set)
                .thenComparing(SetRow::mode))
        .forEach(
            row ->
                table.add(
                    row.task,
                    row.set,
                    row.queries,
                    row.mode,
                    row.mode.equals("as_is") ? null : (Long) row.retrieved,
                    row.distinct,
                    sources.imagesBySet().getOrDefault(row.set, 0L)));
    if (sets.isEmpty()) {
      long images = sources.images().getOrDefault(POOL, 0L);
      long removed = sources.removed();
      table.add(null, POOL, images, Statistics.KEPT, null, images - removed, sources.manifest());
    }
    table.add(null, "all", null, null, null, null, sources.manifest());
    return table;
  }

  private static StatisticsTable sources(
      Map<String, Long> images,
      Map<String, Long> constant,
      SortedMap<List<String>, Groups.Group> rejections) {
    Map<String, Long> rejected = new TreeMap<>();
    rejections.forEach((values, group) -> rejected.merge(values.get(0), group.rows(), Long::sum));
    TreeSet<String> names = new TreeSet<>(images.keySet());
    names.addAll(rejected.keySet());
    StatisticsTable table =
        new StatisticsTable("sources")
            .with(Kind.TEXT, "source")
            .with(Kind.LONG, "images", "constant", "rejected", "inputs");
    for (String source : names) {
      long usable = images.getOrDefault(source, 0L);
      long unusable = rejected.getOrDefault(source, 0L);
      if (usable + unusable > 0) {
        table.add(source, usable, constant.getOrDefault(source, 0L), unusable, usable + unusable);
      }
    }
    return table;
  }

  private static StatisticsTable rejections(SortedMap<List<String>, Groups.Group> rejections) {
    StatisticsTable table =
        new StatisticsTable("rejections")
            .with(Kind.TEXT, "source", "reason")
            .with(Kind.LONG, "inputs");
    rejections.forEach((values, group) -> table.add(values.get(0), values.get(1), group.rows()));
    return table;
  }

  private static StatisticsTable deduplication(List<Location> duplicates) throws IOException {
    StatisticsTable table =
        new StatisticsTable("deduplication")
            .with(Kind.TEXT, "kind")
            .with(Kind.LONG, "removed")
            .with(Kind.FLOAT, "least_similarity");
    Groups.by("kind")
        .withLeast("similarity")
        .of(duplicates)
        .forEach((values, group) -> table.add(values.get(0), group.rows(), orNull(group.least())));
    return table;
  }

  private static StatisticsTable components(List<Location> components) throws IOException {
    StatisticsTable table =
        new StatisticsTable("components")
            .with(Kind.TEXT, "kind", "split")
            .with(Kind.LONG, "components", "largest")
            .with(Kind.FLOAT, "weakest_edge");
    Groups.by("kind", "split")
        .withLeast("weakest_edge")
        .withGreatest("size")
        .of(components)
        .forEach(
            (values, group) ->
                table.add(
                    values.get(0),
                    values.get(1),
                    group.rows(),
                    group.greatest(),
                    orNull(group.least())));
    return table;
  }

  private static StatisticsTable collisions(Location retrieved, List<SetRow> sets)
      throws IOException {
    StatisticsTable table =
        new StatisticsTable("collisions")
            .with(Kind.TEXT, "set", "mode")
            .with(Kind.LONG, "times", "images");
    for (SetRow row : bySet(sets)) {
      if (row.mode.equals("sample")) {
        SortedMap<Long, Long> images = new TreeMap<>();
        for (Location part : RetrievalTables.parts(retrieved, row.set, Mode.SAMPLE)) {
          List<Long> times = RetrievalTables.times(part);
          for (int n = 1; n <= times.size(); n++) {
            images.merge((long) n, times.get(n - 1), Long::sum);
          }
        }
        images.values().removeIf(count -> count == 0);
        images.forEach((times, count) -> table.add(row.set, row.mode, times, count));
      }
    }
    return table;
  }

  private static StatisticsTable similarity(List<SetRow> sets) {
    StatisticsTable table =
        new StatisticsTable("similarity")
            .with(Kind.TEXT, "set", "mode")
            .with(Kind.FLOAT, QUANTILES.toArray(String[]::new));
    for (SetRow row : bySet(sets)) {
      if (!Float.isNaN(row.quantiles[0])) {
        Object[] values = new Object[2 + row.quantiles.length];
        values[0] = row.set;
        values[1] = row.mode;
        for (int i = 0; i < row.quantiles.length; i++) {
          values[2 + i] = row.quantiles[i];
        }
        table.add(values);
      }
    }
    return table;
  }

  private static List<SetRow> bySet(List<SetRow> sets) {
    return sets.stream()
        .sorted(Comparator.comparing(SetRow::set).thenComparing(SetRow::mode))
        .toList();
  }

  private static Float orNull(float value) {
    return Float.isNaN(value) ? null : value;
  }

  /** A row of {@code statistics/retrieval.parquet}. */
  private record SetRow(
      String set,
      String task,
      String mode,
      long queries,
      long retrieved,
      long distinct,
      float[] quantiles) {
    static List<SetRow> read(Location file) throws IOException {
      List<String> columns =
          new ArrayList<>(List.of("set", "task", "mode", "queries", "retrieved", "distinct"));
      int first = columns.size();
      columns.addAll(QUANTILES);
      List<SetRow> rows = new ArrayList<>();
      if (!file.exists()) {
        return rows;
      }
      try (TableReader reader = TableReader.open(file, columns.toArray(String[]::new))) {
        for (Row row = reader.next(); row != null; row = reader.next()) {
          float[] quantiles = new float[QUANTILES.size()];
          for (int i = 0; i < quantiles.length; i++) {
            quantiles[i] = (float) row.real(first + i);
          }
          rows.add(
              new SetRow(
                  row.text(0),
                  row.text(1),
                  row.text(2),
                  row.integer(3),
                  row.integer(4),
                  row.integer(5),
                  quantiles));
        }
      }
      return rows;
    }
  }
}
