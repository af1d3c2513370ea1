package io.gleaner.pipeline.compare;

import io.gleaner.pipeline.table.Sql;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Queries over the views of two runs, those of the other in the database {@code other}. What they
 * join spills to the disk; what they return are counts and a few examples.
 */
final class Moves {
  /*
   * The manifest is compared by picture, its SHA-256: ids follow from sources and names, which may
   * differ between two runs over the same pictures. The pool is compared by id, since two inputs
   * of one picture are removed and kept for themselves.
   */
  private static final int EXAMPLES = 3;

  private final Sql sql;

  private Moves(Sql sql) {
    this.sql = sql;
  }

  /** Finds pictures that only one manifest has, and why the other has them not. */
  static Moves of(Sql sql) throws SQLException, IOException {
    Moves moves = new Moves(sql);
    moves.absent("lost", "other.", "");
    moves.absent("gained", "", "other.");
    return moves;
  }

  /**
   * Makes the table of the pictures of the manifest of {@code from} that {@code to} lacks, with the
   * reason why: what became of the picture there, by its bytes; of inputs that were rejected, by
   * source and uri.
   */
  private void absent(String name, String from, String to) throws SQLException, IOException {
    sql.run(
        String.format(
            Locale.ROOT,
            """
            CREATE TEMP TABLE %1$s AS
            WITH absent AS (
              SELECT sha256, id, uri, source, list_distinct(list_transform(retrievals, r -> r.set)) AS sets
              FROM (SELECT * REPLACE (coalesce(sha256, id) AS sha256) FROM %2$smanifest)
              ANTI JOIN (SELECT coalesce(sha256, id) AS sha256 FROM %3$smanifest) USING (sha256)),
            there AS (
              SELECT i.sha256,
                     bool_or(i.source = 'pool') AS pooled,
                     bool_or(i.source = 'pool' AND r.id IS NULL) AS stays,
                     arg_min({'kind': r.kind, 'kept_id': r.kept_id, 'similarity': r.similarity},
                             (r.kind = 'exact', i.id)) FILTER (r.id IS NOT NULL) AS removal
              FROM (SELECT id, coalesce(sha256, id) AS sha256, source FROM %3$simages WHERE source <> 'evaluation') AS i
              SEMI JOIN absent USING (sha256)
              LEFT JOIN %3$sremoved AS r ON i.id = r.id AND i.source = 'pool'
              GROUP BY i.sha256),
            refused AS (
              SELECT source, uri, min(reason) AS reason
              FROM %3$srejected SEMI JOIN absent USING (source, uri) GROUP BY ALL),
            known AS (
              SELECT source FROM %3$sstatistics.sources),
            asked AS (
              SELECT list(DISTINCT dataset) FILTER (retrieval <> 'kept') AS sets
              FROM %3$sstatistics.composition)
            SELECT absent.sha256, absent.id, absent.uri, absent.source,
                   CASE WHEN pooled AND NOT stays THEN removal.kept_id END AS kept_id,
                   CASE WHEN pooled AND NOT stays THEN removal.similarity END AS similarity,
                   CASE
                     WHEN there.sha256 IS NULL AND refused.reason IS NOT NULL THEN 'rejected: ' || refused.reason
                     WHEN there.sha256 IS NULL AND absent.source NOT IN (FROM known) THEN 'source not in the run'
                     WHEN there.sha256 IS NULL THEN 'not an input'
                     WHEN pooled AND NOT stays THEN 'removed: ' || removal.kind
                     WHEN absent.sets <> [] AND NOT list_has_any(absent.sets, asked.sets) THEN 'sets not in the run'
                     ELSE 'not retrieved'
                   END AS reason
            FROM absent LEFT JOIN there USING (sha256) LEFT JOIN refused USING (source, uri), asked
            """,
            name,
            from,
            to));
  }

  /** Pictures of both manifests, of the run's alone, of the other's alone. */
  List<Map<String, Object>> manifest() throws SQLException, IOException {
    return sql.rows(
        """
        SELECT count(*) - (SELECT count(*) FROM lost) AS kept,
               (SELECT count(*) FROM gained) AS gained,
               (SELECT count(*) FROM lost) AS lost,
               count(*) AS other,
               count(*) - (SELECT count(*) FROM lost) + (SELECT count(*) FROM gained) AS run
        FROM other.manifest
        """);
  }

  /** The same for what each set retrieved by each mode. */
  List<Map<String, Object>> bySet() throws SQLException, IOException {
    return sql.rows(
        """
        WITH run_rows AS (SELECT DISTINCT sha256, r.set, r.mode
                          FROM (SELECT coalesce(sha256, id) AS sha256, unnest(retrievals) AS r FROM manifest)
                          UNION SELECT coalesce(sha256, id), 'pool', 'kept' FROM manifest WHERE retrievals = []),
             other_rows AS (SELECT DISTINCT sha256, r.set, r.mode
                            FROM (SELECT coalesce(sha256, id) AS sha256, unnest(retrievals) AS r
                                  FROM other.manifest)
                            UNION SELECT coalesce(sha256, id), 'pool', 'kept'
                            FROM other.manifest WHERE retrievals = [])
        SELECT set, mode,
               count(*) FILTER (a.sha256 IS NOT NULL AND b.sha256 IS NOT NULL) AS kept,
               count(*) FILTER (b.sha256 IS NULL) AS gained,
               count(*) FILTER (a.sha256 IS NULL) AS lost
        FROM run_rows AS a FULL JOIN other_rows AS b USING (sha256, set, mode)
        GROUP BY set, mode ORDER BY set, mode
        """);
  }

  /** How many pictures are in one manifest alone, by the reason why they are not in the other. */
  List<Map<String, Object>> reasons(String table) throws SQLException, IOException {
    return sql.rows(
        "SELECT reason, source, count(*) AS pictures FROM "
            + table
            + " GROUP BY reason, source ORDER BY pictures DESC, reason, source");
  }

  /** Some pictures for each reason, drawn by a hash of their bytes. */
  List<Map<String, Object>> examples(String table, String to) throws SQLException, IOException {
    return sql.rows(
        String.format(
            Locale.ROOT,
            """
            WITH drawn AS (
              SELECT * FROM %1$s
              QUALIFY row_number() OVER (PARTITION BY reason ORDER BY md5('compare' || sha256), sha256) <= %3$d)
            SELECT reason, source, drawn.uri, drawn.id, similarity, kept.uri AS kept_uri
            FROM drawn
            LEFT JOIN (SELECT id, uri FROM %2$simages SEMI JOIN (SELECT kept_id AS id FROM drawn) USING (id)) AS kept
              ON kept.id = drawn.kept_id
            ORDER BY reason, md5('compare' || sha256), sha256
            """,
            table,
            to,
            EXAMPLES));
  }

  /** Pool images by what became of them in the other run and in this; those that moved. */
  List<Map<String, Object>> pool() throws SQLException, IOException {
    sql.run(
        String.format(
            Locale.ROOT,
            """
            CREATE TEMP TABLE moved AS
            SELECT id, coalesce(b.state, 'absent') AS other, coalesce(a.state, 'absent') AS run
            FROM (%s) AS a FULL JOIN (%s) AS b USING (id)
            WHERE a.state IS DISTINCT FROM b.state
            """,
            states(""),
            states("other.")));
    return sql.rows(
        "SELECT other, run, count(*) AS images FROM moved"
            + " GROUP BY other, run ORDER BY images DESC, other, run");
  }

  private static String states(String database) {
    return String.format(
        Locale.ROOT,
        "SELECT id, coalesce('removed: ' || kind, 'kept') AS state FROM (SELECT id FROM %1$spool)"
            + " LEFT JOIN (SELECT id, kind FROM %1$sremoved) USING (id)",
        database);
  }

  /** Some pool images for each move; {@link #pool} comes first. */
  List<Map<String, Object>> poolExamples() throws SQLException, IOException {
    return sql.rows(
        String.format(
            Locale.ROOT,
            """
            WITH drawn AS (
              SELECT * FROM moved
              QUALIFY row_number() OVER (PARTITION BY other, run ORDER BY md5('compare' || id), id) <= %d)
            SELECT other, run, coalesce(a.uri, b.uri) AS uri, drawn.id
            FROM drawn
            LEFT JOIN (SELECT id, uri FROM pool SEMI JOIN drawn USING (id)) AS a USING (id)
            LEFT JOIN (SELECT id, uri FROM other.pool SEMI JOIN drawn USING (id)) AS b USING (id)
            ORDER BY other, run, md5('compare' || drawn.id), drawn.id
            """,
            EXAMPLES));
  }
}
