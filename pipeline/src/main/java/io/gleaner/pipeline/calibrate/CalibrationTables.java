package io.gleaner.pipeline.calibrate;

import io.gleaner.dedup.calibration.Interval;
import io.gleaner.dedup.calibration.OperatingPoint;
import io.gleaner.dedup.calibration.Thresholds;
import io.gleaner.pipeline.print.CsvRows;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Format;
import io.gleaner.pipeline.table.Sql;
import io.gleaner.pipeline.table.TableWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The tables of a calibration, each as Parquet and as CSV (docs/calibrate.md). */
final class CalibrationTables {
  /**
   * A row of {@code precision_recall}.
   *
   * @param expected false pairs of a pool, with the bounds of its interval; NaN where unknown
   */
  record Row(MeasuredPoint measured, Interval expected) {
    private OperatingPoint point() {
      return measured.point();
    }
  }

  /** A row of {@code false_matches}. */
  private record RateRow(
      FalseMatches estimate, float threshold, long above, Interval rate, double poolPairs) {}

  /** A row of {@code similarity_histogram}. */
  private record Bin(String pairs, boolean centred, float from, float to, long count) {}

  private static final Format<Row> PRECISION_RECALL =
      Format.<Row>empty()
          .withText("measure", row -> row.measured.measure().label())
          .withFloat("threshold", row -> row.measured.threshold())
          .withNullableInteger("bits", row -> row.measured.bits())
          .withDouble("copies_found", row -> row.point().found())
          .withDouble("copies", row -> row.point().copies())
          .withDouble("false_pairs", row -> row.point().falsePairs())
          .withDouble("other_pairs", row -> row.point().others())
          .withFloat("precision", row -> row.point().precision().value())
          .withFloat("precision_low", row -> row.point().precision().low())
          .withFloat("precision_high", row -> row.point().precision().high())
          .withFloat("recall", row -> row.point().recall().value())
          .withFloat("recall_low", row -> row.point().recall().low())
          .withFloat("recall_high", row -> row.point().recall().high())
          .withFloat("f1", row -> row.point().f1())
          .withFloat("false_match_rate", row -> row.point().falseMatchRate().value())
          .withFloat("false_match_rate_low", row -> row.point().falseMatchRate().low())
          .withFloat("false_match_rate_high", row -> row.point().falseMatchRate().high())
          .withFloat("expected_false_pairs", row -> row.expected.value())
          .withFloat("expected_false_pairs_high", row -> row.expected.high());

  private static final Format<RateRow> FALSE_MATCHES =
      Format.<RateRow>empty()
          .withText("estimate", row -> row.estimate.kind().label())
          .withBoolean("centred", row -> row.estimate.centred())
          .withFloat("threshold", row -> row.threshold)
          .withLong("pairs", row -> row.estimate.tally().pairs())
          .withLong("matches", row -> row.above)
          .withFloat("false_match_rate", row -> row.rate.value())
          .withFloat("false_match_rate_low", row -> row.rate.low())
          .withFloat("false_match_rate_high", row -> row.rate.high())
          .withFloat("expected_false_pairs", row -> row.rate.value() * row.poolPairs)
          .withFloat("expected_false_pairs_high", row -> row.rate.high() * row.poolPairs);

  private static final Format<Bin> HISTOGRAM =
      Format.<Bin>empty()
          .withText("pairs", Bin::pairs)
          .withBoolean("centred", Bin::centred)
          .withFloat("from", Bin::from)
          .withFloat("to", Bin::to)
          .withLong("count", Bin::count);

  private final Location folder;
  private final Sql sql;
  private final List<Location> written = new ArrayList<>();

  CalibrationTables(Location folder, Sql sql) {
    this.folder = folder;
    this.sql = sql;
  }

  /** Returns all files, in the order in which they were written. */
  List<Location> written() {
    return List.copyOf(written);
  }

  void precisionRecall(List<Row> rows) throws SQLException, IOException {
    write("precision_recall", PRECISION_RECALL, rows);
  }

  void falseMatches(List<FalseMatches> estimates, Thresholds thresholds, double poolPairs)
      throws SQLException, IOException {
    List<RateRow> rows = new ArrayList<>();
    for (FalseMatches estimate : estimates) {
      for (int t = 0; t < thresholds.size(); t++) {
        rows.add(
            new RateRow(
                estimate,
                thresholds.get(t),
                estimate.tally().above(t),
                estimate.tally().rate(t),
                poolPairs));
      }
    }
    write("false_matches", FALSE_MATCHES, rows);
  }

  /**
   * @param edges stored edges of the run, or null where it has none
   */
  void histogram(CosineTally edges, List<FalseMatches> estimates) throws SQLException, IOException {
    List<Bin> bins = new ArrayList<>();
    if (edges != null) {
      add(bins, "stored_edges", false, edges);
    }
    estimates.forEach(e -> add(bins, e.kind().label(), e.centred(), e.tally()));
    write("similarity_histogram", HISTOGRAM, bins);
  }

  private static void add(List<Bin> bins, String pairs, boolean centred, CosineTally tally) {
    for (int bin = 0; bin < CosineTally.BINS; bin++) {
      if (tally.count(bin) > 0) {
        bins.add(
            new Bin(
                pairs,
                centred,
                CosineTally.lower(bin),
                CosineTally.lower(bin + 1),
                tally.count(bin)));
      }
    }
  }

  private <T> void write(String name, Format<T> format, List<T> rows)
      throws SQLException, IOException {
    Location table = folder.resolve(name + ".parquet");
    TableWriter.write(table, format, rows);
    Location csv = folder.resolve(name + ".csv");
    String query = "SELECT * FROM " + sql.tables(List.of(table));
    text(
        csv,
        out ->
            sql.query(
                query,
                result -> {
                  CsvRows.write(result, out);
                  return null;
                }));
    written.add(table);
    written.add(csv);
  }

  /** Writes into a file. */
  interface Content {
    void write(Writer out) throws SQLException, IOException;
  }

  /** Writes a text file, which appears when it is whole. */
  void text(Location file, Content content) throws SQLException, IOException {
    Location aside = file.temporary();
    try {
      try (Writer out = new OutputStreamWriter(aside.create(), StandardCharsets.UTF_8)) {
        content.write(out);
      }
      aside.moveTo(file);
    } finally {
      aside.delete();
    }
  }
}
