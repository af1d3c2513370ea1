package io.gleaner.pipeline.export;

import io.gleaner.pipeline.export.format.ClassLabel;
import io.gleaner.pipeline.export.format.ExportFolder;
import io.gleaner.pipeline.export.format.ExportFormat;
import io.gleaner.pipeline.export.format.ExportRow;
import io.gleaner.pipeline.export.format.Retrievals;
import io.gleaner.pipeline.export.format.ShardLimits;
import io.gleaner.pipeline.source.Place;
import io.gleaner.pipeline.table.Sql;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Decides what goes into which shard: goes once through the manifest in the export's order, and
 * begins a shard where the format's limits say so. DuckDB sorts, on disk where it must; here some
 * thousand rows are in memory at a time.
 */
final class PlanShards {
  /** A field with more values than this is no class: its folders could not be listed. */
  private static final int MOST_CLASSES = 100_000;

  private static final int CARRIED = 18;

  private final ExportQuery query;
  private final ExportOptions options;
  private final ExportFormat format;
  private final ExportFolder folder;
  private final List<Plan.Cut> cuts = new ArrayList<>();
  private final Map<String, ClassLabel> labels = new LinkedHashMap<>();

  private ClassLabel label;
  private long bytes;
  private long first;
  private long ordinal;

  private PlanShards(ExportQuery query, ExportOptions options, ExportFolder folder) {
    this.query = query;
    this.options = options;
    format = options.format();
    this.folder = folder;
  }

  /** Writes the plan's tables, then the plan. */
  static Plan plan(
      Sql sql, ExportQuery query, ExportOptions options, ExportFolder folder, String fingerprint)
      throws SQLException, IOException {
    return new PlanShards(query, options, folder).plan(sql, fingerprint);
  }

  private Plan plan(Sql sql, String fingerprint) throws SQLException, IOException {
    List<String> names = new ArrayList<>();
    sql.query(
        query.classes(),
        rows -> {
          while (rows.next() && names.size() <= MOST_CLASSES) {
            names.add(rows.getString(1));
          }
          return null;
        });
    if (names.size() > MOST_CLASSES) {
      throw new UnusableExportException(
          String.format(
              Locale.ROOT,
              "--class-field: \"%s\" has more than %,d values, too many for classes",
              query.classField(),
              MOST_CLASSES));
    }
    ClassLabels.of(names).forEach(each -> labels.put(each.name(), each));
    try (PlanWriter writer = new PlanWriter()) {
      sql.query(query.images(), rows -> write(rows, writer));
      writer.finish();
    }
    Plan plan =
        new Plan(
            fingerprint,
            options.settings(),
            options.edit().keepsBytes(),
            format.files(),
            List.copyOf(labels.values()),
            cuts,
            ordinal);
    plan.write(folder);
    return plan;
  }

  private Void write(ResultSet rows, PlanWriter tables) throws SQLException, IOException {
    ShardLimits limits = format.limits();
    while (rows.next()) {
      PlannedImage image = read(rows);
      requireReadable(image.row());
      requireReachable(image.place());
      long size = format.size(image.row());
      boolean full =
          ordinal > first
              && (ordinal - first >= limits.images()
                  || size > limits.bytes() - bytes
                  || limits.byClass() && !image.row().label().equals(label));
      if (full) {
        end(limits, tables);
      }
      if (ordinal == first) {
        tables.begin(PlanTables.file(folder, cuts.size()));
        label = image.row().label();
        bytes = 0;
      }
      tables.add(image);
      bytes += size;
      ordinal++;
    }
    if (ordinal > first) {
      end(limits, tables);
    }
    return null;
  }

  /** What is handed on must be what the run has seen. */
  private void requireReadable(ExportRow row) {
    if (format.holdsImages() && row.sha256() == null) {
      throw new UnusableExportException(
          String.format(
              Locale.ROOT,
              "%s has no SHA-256, because its embedding was made elsewhere and nobody has read the"
                  + " picture; export a list (uris, csv or jsonl), or run on the images themselves",
              row.uri()));
    }
  }

  /**
   * In a random order every image of a compressed tar would unpack it from its start, and every one
   * of a Parquet file read a whole row group.
   */
  private void requireReachable(Place place) {
    if (options.shuffle() == null || !format.holdsImages() || place == null) {
      return;
    }
    boolean reachable =
        switch (place.container()) {
          case FILE, LINK, TAR -> true;
          case COMPRESSED_TAR, PARQUET -> false;
        };
    if (!reachable) {
      throw new UnusableExportException(
          String.format(
              Locale.ROOT,
              "--shuffle reads each image by itself, and %s is a %s, of which that would read much"
                  + " more; export without --shuffle and shuffle while training, or export to"
                  + " webdataset first and make a run of its shards",
              place.file(),
              place.container() == Place.Container.PARQUET ? "Parquet file" : "compressed tar"));
    }
  }

  private void end(ShardLimits limits, PlanWriter tables) throws IOException {
    tables.end();
    cuts.add(new Plan.Cut(limits.byClass() ? label.index() : -1, first, ordinal - first));
    first = ordinal;
  }

  private PlannedImage read(ResultSet row) throws SQLException, IOException {
    Map<String, String> carried = new LinkedHashMap<>(); // keeps nulls
    for (int i = 0; i < query.carried().size(); i++) {
      carried.put(query.carried().get(i), row.getString(CARRIED + i));
    }
    Place place =
        row.getString(11) == null
            ? null
            : new Place(
                Place.Container.labelled(row.getString(11)),
                row.getString(12),
                number(row, 13),
                number(row, 14),
                number(row, 15) == null ? null : row.getInt(15),
                number(row, 16));
    return new PlannedImage(
        new ExportRow(
            ordinal,
            labels.get(row.getString(1)),
            row.getString(2),
            row.getString(3),
            row.getString(4),
            row.getString(5),
            row.getInt(6),
            row.getInt(7),
            row.getString(8),
            row.getString(9),
            row.getLong(10),
            carried,
            Retrievals.parse(row.getString(17))),
        place);
  }

  private static Long number(ResultSet row, int column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }
}
