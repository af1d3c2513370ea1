package io.gleaner.pipeline.calibrate;

import io.gleaner.clustering.sampling.Draws;
import io.gleaner.clustering.sampling.KeyedSample;
import io.gleaner.pipeline.table.Sql;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Pairs for a person to say yes or no to: as many from each tenth of the similarities between the
 * floor and 1, drawn by a keyed hash, in an order that does not tell how similar they are.
 *
 * @param stored whether they are stored edges of the run; else pairs of a sample of its pool
 * @param floor least similarity of the pairs that were drawn from
 */
record PairsToLabel(List<Pair> pairs, boolean stored, float floor) {
  /** Floor where the run stores no edges. */
  private static final float FLOOR_OF_SAMPLE = 0.5f;

  /** Images of a pool without edges whose pairs are all looked at. */
  private static final int MOST_OF_SAMPLE = 4_000;

  private static final int STRATA = 10;
  private static final String PURPOSE = "calibrate/pairs";

  /**
   * A pair.
   *
   * @param stratum its tenth, such as {@code 0.96-0.97}
   * @param of how many pairs the stratum has
   */
  record Pair(String a, String b, float similarity, String stratum, long of) {}

  private interface Take {
    void take(String a, String b, float similarity);
  }

  private interface Source {
    void each(Take take) throws SQLException, IOException;
  }

  /**
   * Draws from the stored edges, or where there are none from the pool's sample. Memory: the pairs.
   *
   * @param most pairs
   */
  static PairsToLabel draw(Sql sql, PoolSample pool, int most, long seed)
      throws SQLException, IOException {
    Map<String, Object> edges =
        sql.rows("SELECT count(*) AS pairs, min(similarity) AS least FROM near").get(0);
    boolean stored = ((Number) edges.get("pairs")).longValue() > 0;
    float floor = stored ? ((Number) edges.get("least")).floatValue() : FLOOR_OF_SAMPLE;
    Source source =
        stored
            ? take ->
                sql.query(
                    "SELECT id_a, id_b, similarity FROM near",
                    rows -> {
                      while (rows.next()) {
                        take.take(rows.getString(1), rows.getString(2), rows.getFloat(3));
                      }
                      return null;
                    })
            : take -> ofSample(pool.sample(), take);
    return new PairsToLabel(draw(source, floor, most, seed), stored, floor);
  }

  private static void ofSample(ImageVectors sample, Take take) {
    int rows = Math.min(MOST_OF_SAMPLE, sample.rows());
    for (int i = 0; i < rows; i++) {
      for (int j = i + 1; j < rows; j++) {
        float cosine = sample.cosine(i, j);
        if (cosine >= FLOOR_OF_SAMPLE) {
          take.take(sample.ids().get(i), sample.ids().get(j), cosine);
        }
      }
    }
  }

  private static List<Pair> draw(Source source, float floor, int most, long seed)
      throws SQLException, IOException {
    long[] sizes = new long[STRATA];
    source.each((a, b, similarity) -> sizes[stratum(similarity, floor)]++);
    int[] quotas = quotas(sizes, most);
    List<KeyedSample<Pair>> samples = new ArrayList<>();
    for (int quota : quotas) {
      samples.add(new KeyedSample<>(quota, seed, PURPOSE));
    }
    source.each(
        (a, b, similarity) -> {
          int stratum = stratum(similarity, floor);
          KeyedSample<Pair> sample = samples.get(stratum);
          String key = a + "\n" + b;
          if (sample.wants(key)) {
            sample.offer(key, new Pair(a, b, similarity, name(stratum, floor), sizes[stratum]));
          }
        });
    return samples.stream()
        .flatMap(sample -> sample.items().stream())
        .sorted(
            Comparator.<Pair>comparingLong(
                    pair -> Draws.hash(seed, "calibrate/order", pair.a + "\n" + pair.b))
                .thenComparing(Pair::a)
                .thenComparing(Pair::b))
        .toList();
  }

  private static int stratum(float similarity, float floor) {
    double width = (1 - (double) floor) / STRATA;
    int stratum = width > 0 ? (int) ((similarity - (double) floor) / width) : 0;
    return Math.max(0, Math.min(STRATA - 1, stratum));
  }

  private static String name(int stratum, float floor) {
    double width = (1 - (double) floor) / STRATA;
    return String.format(
        Locale.ROOT, "%.3f-%.3f", floor + stratum * width, floor + (stratum + 1) * width);
  }

  /** Shares pairs out evenly; what a stratum lacks goes to the others, the most similar first. */
  static int[] quotas(long[] sizes, int most) {
    int[] quotas = new int[sizes.length];
    int left = most;
    boolean more = true;
    while (left > 0 && more) {
      more = false;
      for (int i = sizes.length - 1; i >= 0 && left > 0; i--) {
        if (quotas[i] < sizes[i]) {
          quotas[i]++;
          left--;
          more = true;
        }
      }
    }
    return quotas;
  }
}
