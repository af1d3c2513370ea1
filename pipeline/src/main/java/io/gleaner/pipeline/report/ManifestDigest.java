package io.gleaner.pipeline.report;

import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Sql;
import java.io.IOException;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A digest of a manifest's rows, the same whatever files and order they are in. */
public final class ManifestDigest {
  private static final BigInteger HALF = BigInteger.ONE.shiftLeft(64);

  private ManifestDigest() {}

  /**
   * Returns 32 hex digits: the MD5 of each row as text, added up modulo 2^64 in two halves. Floats
   * are written in the shortest form that reads back to the same bits.
   */
  public static String of(Sql sql, List<Location> files) throws SQLException, IOException {
    Map<String, Object> sums =
        sql.rows(
                String.format(
                    Locale.ROOT,
                    """
                    SELECT sum(('0x' || substr(hash, 1, 16))::UBIGINT::HUGEINT)::VARCHAR AS high,
                           sum(('0x' || substr(hash, 17, 16))::UBIGINT::HUGEINT)::VARCHAR AS low
                    FROM (SELECT md5(manifest::VARCHAR) AS hash FROM %s AS manifest)
                    """,
                    sql.tables(files)))
            .get(0);
    return half(sums.get("high")) + half(sums.get("low"));
  }

  private static String half(Object sum) {
    BigInteger value = sum == null ? BigInteger.ZERO : new BigInteger(sum.toString());
    return String.format(Locale.ROOT, "%016x", value.mod(HALF));
  }
}
