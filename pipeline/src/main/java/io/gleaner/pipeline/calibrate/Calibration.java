package io.gleaner.pipeline.calibrate;

import io.gleaner.dedup.DedupConfig;
import io.gleaner.dedup.calibration.Interval;
import io.gleaner.dedup.calibration.LowestThreshold;
import io.gleaner.dedup.calibration.OperatingPoint;
import io.gleaner.dedup.calibration.Thresholds;
import io.gleaner.pipeline.original.Originals;
import io.gleaner.pipeline.run.RecordedRecipe;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Sql;
import io.gleaner.pipeline.view.RunViews;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * Measures what thresholds do to a run's images: with labels precision and recall, without labels
 * how often pairs match that cannot be copies, and a page of pairs to label. The run is only read;
 * tables and page go to a folder of their own.
 *
 * <p>Memory: the pool's mean, 20,000 vectors of its sample, as many of labelled and of curated
 * images, each once more for {@code centre} and for the model of shuffled components; 8 bytes for
 * each labelled group, threshold and measure.
 */
public final class Calibration {
  /**
   * What to do.
   *
   * @param labels what people say, or null
   * @param labelsFile where it stands, for messages
   * @param precision that is wanted of a threshold, above 0 to 1
   * @param pool images for which false pairs are told, or null for the run's own
   * @param centre whether vectors are also compared from the pool's mean on
   * @param column of vectors, or null for those that the run's deduplication compares
   * @param pairs how many to label, at least 0
   * @param originals where pictures are read from
   * @param output folder of what is written
   */
  public record Options(
      Labels labels,
      String labelsFile,
      double precision,
      Long pool,
      boolean centre,
      String column,
      int pairs,
      long seed,
      Originals originals,
      Location output) {}

  /**
   * The loosest threshold with the wanted precision.
   *
   * @param estimate by the estimate itself, or null where no threshold has it
   * @param surely by the lower bound of its interval, or null
   */
  public record Chosen(Measure measure, MeasuredPoint estimate, MeasuredPoint surely) {}

  /**
   * What a calibration came to.
   *
   * @param pool images for which false pairs are told
   * @param threshold of the run, or NaN
   * @param labelled what the labels come to, or null without labels
   * @param missing labelled images that the run does not have
   * @param pairs that were drawn to label, and how they were, or null
   */
  public record Result(
      long pool,
      double threshold,
      int perceptualDistance,
      String column,
      Labelled labelled,
      List<Chosen> chosen,
      List<FalseMatches> estimates,
      ToLabel pairs,
      Thresholds thresholds,
      List<Location> files) {
    /** Returns how many pairs so many images have. */
    public double poolPairs() {
      return (double) pool * (pool - 1) / 2;
    }

    /**
     * Returns the loosest threshold of a measure with a precision by the estimate, or null where
     * none has it or there are no labels.
     */
    public MeasuredPoint loosest(Measure measure, double precision) {
      return labelled == null ? null : lowest(labelled.points(), measure, precision, false);
    }

    /** Returns false pairs that are to be expected at a threshold, or NaN where nothing tells. */
    public Interval expected(MeasuredPoint point) {
      return expectedOf(point.point(), labelled, poolPairs());
    }
  }

  /**
   * What the labels came to.
   *
   * @param images that were compared
   * @param groups of them; 0 where the labels are pairs
   * @param ofRun whether labelled pairs stand for all pairs that they were drawn from
   * @param withoutVector labelled images that have no embedding
   * @param leftOut labelled images beyond those that are compared, by whole groups
   * @param unanswered rows without an answer
   */
  public record Labelled(
      int images,
      int groups,
      long copies,
      long others,
      boolean ofRun,
      List<String> missing,
      int withoutVector,
      int leftOut,
      long unanswered,
      List<MeasuredPoint> points) {}

  /** How many pairs were drawn to label, from where and down to which similarity. */
  public record ToLabel(int pairs, boolean stored, float floor) {}

  private final RunDirectory run;
  private final Options options;
  private final double threshold;
  private final int distance;
  private final String column;
  private final String name;

  /**
   * @throws io.gleaner.pipeline.run.UnusableRunException where the run is of another format, or the
   *     output lies in a folder of its stages
   */
  public Calibration(RunDirectory run, Options options) throws IOException {
    this.run = run;
    this.options = options;
    run.requireFormat();
    run.requireOutsideStages(options.output().absolute());
    Optional<RecordedRecipe> recorded = RecordedRecipe.of(run);
    threshold = recorded.map(known -> known.recipe().dedup().threshold()).orElse(Double.NaN);
    distance =
        recorded
            .map(known -> known.recipe().dedup().perceptualDistance())
            .orElse(DedupConfig.DEFAULTS.perceptualDistance());
    boolean separate =
        recorded.map(known -> !known.recipe().dedup().encoder().equals("same")).orElse(false);
    column =
        options.column() == null ? separate ? "copy_embedding" : "embedding" : options.column();
    name = recorded.map(known -> known.recipe().name()).orElse(run.root().name());
  }

  /**
   * Does it.
   *
   * @throws UnusableLabelsException where the labels or the pool allow nothing to be measured;
   *     nothing is written then
   */
  public Result execute() throws SQLException, IOException {
    int threads = Runtime.getRuntime().availableProcessors();
    try (Sql sql = Sql.open(RunDirectory.spillElsewhere(), threads)) {
      RunViews.open(run, sql);
      LabelledImages labels =
          options.labels() == null
              ? null
              : LabelledImages.find(sql, options.labels(), options.labelsFile(), options.seed());
      PoolSample pool =
          PoolSample.read(
              RunDirectory.tables(run.images(RunDirectory.POOL)), column, options.seed());
      if (pool.images() < 2) {
        throw new UnusableLabelsException(
            String.format(
                Locale.ROOT,
                "the pool of %s has %d images with a vector in \"%s\", must be at least 2",
                run.root(),
                pool.images(),
                column));
      }
      Thresholds thresholds = Thresholds.grid(threshold);
      Labelled labelled = labels == null ? null : measure(sql, labels, pool, thresholds);
      List<FalseMatches> estimates =
          FalseMatches.of(
              thresholds,
              pool,
              CuratedImages.read(run, sql, column, options.seed()),
              hashes(sql, pool.sample().ids()),
              distance,
              options.centre(),
              options.seed());
      return write(sql, pool, thresholds, labelled, estimates, threads);
    }
  }

  private Labelled measure(Sql sql, LabelledImages labels, PoolSample pool, Thresholds thresholds)
      throws SQLException, IOException {
    List<String> ids = labels.ids();
    ImageVectors vectors = ImageVectors.read(RunDirectory.tables(run.images()), column, ids);
    MeasuredPairs measured =
        new MeasuredPairs(
            thresholds,
            vectors,
            options.centre() ? vectors.centred(pool.mean()) : null,
            hashes(sql, vectors.ids()),
            distance);
    LabelledPoints points;
    if (options.labels() instanceof Labels.Groups) {
      List<String> groups = vectors.ids().stream().map(labels.groupOf()::get).toList();
      points = LabelledPoints.ofGroups(groups, measured, options.seed());
    } else {
      Map<String, Integer> rowOf = new HashMap<>();
      vectors.ids().forEach(id -> rowOf.put(id, rowOf.size()));
      points = LabelledPoints.ofPairs(labels.pairs(), rowOf, measured);
    }
    return new Labelled(
        points.images(),
        points.groups(),
        points.copies(),
        points.others(),
        points.ofRun(),
        labels.missing(),
        ids.size() - vectors.rows(),
        labels.leftOut(),
        options.labels() instanceof Labels.Pairs pairs ? pairs.unanswered() : 0,
        points.points());
  }

  private static Long[] hashes(Sql sql, List<String> ids) throws SQLException, IOException {
    Map<String, Long> known = new HashMap<>();
    String wanted = ids.stream().map(Sql::text).collect(Collectors.joining(", "));
    if (!ids.isEmpty()) {
      for (Map<String, Object> row :
          sql.rows(
              "SELECT id, phash FROM images SEMI JOIN (SELECT unnest(["
                  + wanted
                  + "]) AS id) AS wanted USING (id) WHERE phash IS NOT NULL")) {
        known.put(row.get("id").toString(), ((Number) row.get("phash")).longValue());
      }
    }
    return ids.stream().map(known::get).toArray(Long[]::new);
  }

  private Result write(
      Sql sql,
      PoolSample pool,
      Thresholds thresholds,
      Labelled labelled,
      List<FalseMatches> estimates,
      int threads)
      throws SQLException, IOException {
    Location output = options.output().absolute();
    long images = options.pool() == null ? pool.images() : options.pool();
    double poolPairs = (double) images * (images - 1) / 2;
    CalibrationTables tables = new CalibrationTables(output, sql);
    List<Chosen> chosen = new ArrayList<>();
    if (labelled != null) {
      tables.precisionRecall(
          labelled.points().stream()
              .map(
                  point ->
                      new CalibrationTables.Row(
                          point, expectedOf(point.point(), labelled, poolPairs)))
              .toList());
      chosen.addAll(choose(labelled.points()));
    }
    tables.falseMatches(estimates, thresholds, poolPairs);
    tables.histogram(edges(sql, thresholds), estimates);
    List<Location> files = new ArrayList<>(tables.written());
    ToLabel toLabel = null;
    if (options.pairs() > 0) {
      PairsToLabel drawn = PairsToLabel.draw(sql, pool, options.pairs(), options.seed());
      Location csv = output.resolve("pairs.csv");
      Location html = output.resolve("pairs.html");
      LabelPage.write(name, drawn, sql, options.originals(), threads, tables, csv, html);
      files.add(csv);
      files.add(html);
      toLabel = new ToLabel(drawn.pairs().size(), drawn.stored(), drawn.floor());
    }
    return new Result(
        images,
        threshold,
        distance,
        column,
        labelled,
        chosen,
        estimates,
        toLabel,
        thresholds,
        files);
  }

  private static CosineTally edges(Sql sql, Thresholds thresholds)
      throws SQLException, IOException {
    CosineTally tally = new CosineTally(thresholds);
    sql.query(
        "SELECT similarity FROM near",
        rows -> {
          while (rows.next()) {
            tally.add(rows.getFloat(1));
          }
          return null;
        });
    return tally.pairs() == 0 ? null : tally;
  }

  private List<Chosen> choose(List<MeasuredPoint> points) {
    List<Chosen> chosen = new ArrayList<>();
    for (Measure measure : Measure.values()) {
      if (points.stream().anyMatch(point -> point.measure() == measure)) {
        chosen.add(
            new Chosen(
                measure,
                lowest(points, measure, options.precision(), false),
                lowest(points, measure, options.precision(), true)));
      }
    }
    return chosen;
  }

  private static MeasuredPoint lowest(
      List<MeasuredPoint> points, Measure measure, double precision, boolean surely) {
    List<MeasuredPoint> its = points.stream().filter(p -> p.measure() == measure).toList();
    OptionalInt lowest =
        LowestThreshold.of(its.stream().map(MeasuredPoint::point).toList(), precision, surely);
    return lowest.isPresent() ? its.get(lowest.getAsInt()) : null;
  }

  /** Pairs of strata tell of the strata; of grouped images the rate is taken to the pool. */
  private static Interval expectedOf(OperatingPoint point, Labelled labelled, double poolPairs) {
    if (labelled.groups() == 0 && !labelled.ofRun()) {
      return Interval.NONE;
    }
    double pairs = labelled.ofRun() ? point.others() : poolPairs;
    Interval rate = point.falseMatchRate();
    return new Interval(rate.value() * pairs, rate.low() * pairs, rate.high() * pairs);
  }
}
