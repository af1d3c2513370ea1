package io.gleaner.pipeline.report.read;

import io.gleaner.dedup.sweep.NodeKeys;
import io.gleaner.dedup.sweep.ThresholdSweep;
import io.gleaner.pipeline.report.figures.Sweep;
import io.gleaner.pipeline.table.Sql;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * What other thresholds would remove, from the stored edges, by one sweep from the most similar
 * edge down. Images are known by 63 bits of a hash of their ids: of ten million, two share one with
 * a probability of 1 in 100,000, and a count would be off by one.
 */
final class ReadSweep {
  private static final int[] PER_UNIT = {20, 50, 100, 200, 500, 1000};
  private static final int FEWEST = 10;
  private static final String KEY = "((hash(%s) >> 1)::BIGINT | 1::BIGINT)";

  private final Sql sql;
  private final RunFacts facts;
  private final long pool;
  private final NodeKeys nodes = new NodeKeys();
  private final float[] thresholds;
  private final double against;
  private ThresholdSweep sweep;

  private ReadSweep(Sql sql, RunFacts facts, long pool, double floor) {
    this.sql = sql;
    this.facts = facts;
    this.pool = pool;
    thresholds = thresholds(facts.threshold(), floor);
    against = Double.isNaN(facts.against()) ? Double.POSITIVE_INFINITY : facts.against();
  }

  /**
   * @param pool images of the pool
   * @param floor similarity down to which edges are stored, or NaN where there are none
   */
  static Sweep of(Sql sql, RunFacts facts, long pool, double floor)
      throws SQLException, IOException {
    List<Sweep.LeastSimilarity> retrieval = ReadLeastSimilarity.of(sql);
    if (Double.isNaN(facts.threshold()) || Double.isNaN(floor)) {
      return new Sweep(List.of(), false, retrieval);
    }
    long relative = Select.number(sql, "SELECT count(*) FROM removed WHERE kind = 'relative'");
    long reviewed = Select.number(sql, "SELECT count(*) FROM removed WHERE kind = 'review'");
    if (reviewed > 0 || relative > 0 && Double.isNaN(facts.against())) {
      return new Sweep(List.of(), false, retrieval); // part of it could not be told
    }
    return new ReadSweep(sql, facts, pool, floor).read(retrieval);
  }

  /** Round numbers from the floor to one, and the run's own threshold. */
  static float[] thresholds(double chosen, double floor) {
    TreeSet<Float> all = new TreeSet<>();
    for (int perUnit : PER_UNIT) {
      all.clear();
      for (long i = (long) Math.ceil(floor * perUnit - 1e-6); i < perUnit; i++) {
        all.add((float) ((double) i / perUnit));
      }
      if (all.size() >= FEWEST) {
        break;
      }
    }
    if (!Double.isNaN(chosen)) {
      all.add((float) chosen);
    }
    float[] thresholds = new float[all.size()];
    int i = 0;
    for (float threshold : all) {
      thresholds[i++] = threshold;
    }
    return thresholds;
  }

  private Sweep read(List<Sweep.LeastSimilarity> retrieval) throws SQLException, IOException {
    numberImages();
    sweep =
        new ThresholdSweep(
            nodes.size(), thresholds, Double.isFinite(against) ? (float) against : 2);
    edges(
        "SELECT %s, %s, similarity FROM (FROM exact UNION ALL FROM perceptual)",
        (a, b, similarity) -> sweep.hashed(a, b));
    if (Double.isFinite(against)) {
      leaks();
    }
    curatedCopies();
    if (sweep.needsReach()) {
      edges(
          "SELECT %s, %s, similarity FROM near WHERE similarity > " + Select.real(against),
          (a, b, similarity) -> sweep.reach(a, b));
    }
    edges(
        "SELECT %s, %s, similarity FROM near WHERE similarity > "
            + Select.real(thresholds[0])
            + " ORDER BY similarity DESC",
        sweep::near);
    long limit = facts.largestComponent(pool);
    boolean guarded =
        Select.number(sql, "SELECT count(*) FROM components WHERE split = 'split'") > 0;
    List<Sweep.Threshold> levels = new ArrayList<>();
    for (ThresholdSweep.Level level : sweep.levels()) {
      guarded |= level.distinct() > limit;
      long removed = level.removed();
      levels.add(
          new Sweep.Threshold(
              level.threshold(),
              removed,
              pool - removed,
              Math.max(level.largest(), Math.min(1, pool)),
              level.threshold() == (float) facts.threshold()));
    }
    return new Sweep(levels, guarded, retrieval);
  }

  /** Numbers all images that an edge or a leak names, the one to keep first. */
  private void numberImages() throws SQLException, IOException {
    List<String> order = new ArrayList<>();
    for (String key : facts.keep()) {
      switch (key) {
        case "pixels" -> order.add("width::BIGINT * height DESC NULLS LAST");
        case "bytes" -> order.add("bytes DESC NULLS LAST");
        default -> order.add("named.id");
      }
    }
    order.add("named.id");
    sql.query(
        Select.format(
            """
            SELECT %s FROM
              (SELECT id_a AS id FROM exact UNION SELECT id_b FROM exact
               UNION SELECT id_a FROM perceptual UNION SELECT id_b FROM perceptual
               UNION SELECT id_a FROM near WHERE similarity > %2$s
               UNION SELECT id_b FROM near WHERE similarity > %2$s
               UNION SELECT id_a FROM near_evaluation WHERE similarity > %3$s
               UNION SELECT id_b FROM near_evaluation WHERE similarity > %3$s
               UNION SELECT id FROM curated_copies) AS named
            LEFT JOIN (SELECT id, width, height, bytes FROM pool) AS pool ON named.id = pool.id
            ORDER BY %4$s
            """,
            Select.format(KEY, "named.id"),
            Select.real(Math.min(thresholds[0], against)),
            Select.real(Double.isFinite(against) ? against : 2),
            String.join(", ", order)),
        result -> {
          while (result.next()) {
            nodes.add(result.getLong(1));
          }
          return null;
        });
  }

  /** An edge between evaluation and pool images names the evaluation image at either end. */
  private void leaks() throws SQLException, IOException {
    sql.query(
        Select.format(
            """
            WITH leaks AS (FROM near_evaluation WHERE similarity > %s)
            SELECT DISTINCT %s FROM (SELECT id_a AS id FROM leaks UNION SELECT id_b FROM leaks)
            WHERE id NOT IN (SELECT id FROM images WHERE source = 'evaluation')
            """,
            Select.real(against), Select.format(KEY, "id")),
        result -> {
          while (result.next()) {
            sweep.leak(nodes.node(result.getLong(1)));
          }
          return null;
        });
  }

  private void curatedCopies() throws SQLException, IOException {
    sql.query(
        Select.format("SELECT %s FROM curated_copies", Select.format(KEY, "id")),
        result -> {
          while (result.next()) {
            sweep.curated(nodes.node(result.getLong(1)));
          }
          return null;
        });
  }

  private interface Edge {
    void take(int a, int b, float similarity);
  }

  private void edges(String query, Edge edge) throws SQLException, IOException {
    sql.query(
        Select.format(query, Select.format(KEY, "id_a"), Select.format(KEY, "id_b")),
        result -> {
          while (result.next()) {
            edge.take(
                nodes.node(result.getLong(1)), nodes.node(result.getLong(2)), result.getFloat(3));
          }
          return null;
        });
  }
}
