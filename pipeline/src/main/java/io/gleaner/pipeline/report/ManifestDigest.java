package io.gleaner.pipeline.report;

import io.gleaner.pipeline.table.Sql;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** A digest of a manifest's rows, the same whatever files and order they are in. */
public final class ManifestDigest {
  private ManifestDigest() {}

  /**
   * Returns 32 hex digits: the sum, modulo 2^128 in two halves, of the MD5 of each row as JSON.
   * Floats are written in the shortest form that reads back to the same bits.
   */
  public static String of(Sql sql, List<Path> files) throws SQLException {
    Object digest =
        sql.rows(
                """
                SELECT format('{:016x}{:016x}', sum(high) %% 18446744073709551616::HUGEINT,
                              sum(low) %% 18446744073709551616::HUGEINT) AS digest
                FROM (SELECT ('0x' || substr(h, 1, 16))::UBIGINT::HUGEINT AS high,
                             ('0x' || substr(h, 17, 16))::UBIGINT::HUGEINT AS low
                      FROM (SELECT md5(manifest::VARCHAR) AS h FROM %s AS manifest))
                """
                    .formatted(Sql.tables(files)))
            .get(0)
            .get("digest");
    return String.valueOf(digest);
  }
}
