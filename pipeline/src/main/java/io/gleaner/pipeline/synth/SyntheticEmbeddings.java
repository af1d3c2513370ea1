package io.gleaner.pipeline.synth;

import io.gleaner.clustering.embedding.UnitVectors;
import io.gleaner.clustering.sampling.Draws;
import java.util.HexFormat;

/**
 * Clustered embeddings with planted copies, by formula: each row depends on its number, the seed
 * and the configuration alone, so that any table can be made by itself.
 *
 * <p>With {@code g, y, z} streams of {@link Noise}, {@code d} the dimension and {@code B} a bank of
 * 256 directions of unit length that all clusters share:
 *
 * <ul>
 *   <li>The <b>cluster</b> of a row is {@code c = floor(q ((C + q) / q)^u - q)}, {@code u} uniform
 *       and {@code q = 10}: cluster {@code c} of {@code C} has a share of nearly {@code 1 / (c + q)
 *       / ln((C + q) / q)} of the rows, a law of Zipf and Mandelbrot.
 *   <li>Its <b>centre</b> is {@code m = sum over j < 64 of s_j y_j B_j}, {@code s_j^2 = 1 / (j + 1)
 *       / H_64}: the first directions count most, as in the spectra of learned embeddings, and
 *       clusters have neighbours among clusters.
 *   <li>An <b>original</b> is the unit vector along {@code sqrt(0.2) m + sqrt(0.3) l + sqrt(0.5)
 *       n}, with {@code l = sum over j < 8 of z_j B_c(j) / sqrt(8)} within eight directions of the
 *       bank that are the cluster's, and isotropic {@code n = g / sqrt(d)}. Each of the three has
 *       an expected squared length of 1.
 *   <li>A <b>copy</b> of an original {@code o} is {@code s o + sqrt(1 - s^2) v}, with {@code v} the
 *       unit vector along the part of {@code g} that is orthogonal to {@code o}, and {@code s}
 *       uniform in [0.9, 0.999): its cosine to {@code o}, but for the rounding to float32.
 *   <li>A <b>query</b> is an original that the pool has not.
 * </ul>
 *
 * <p>So two originals of one cluster have a cosine of 0.2 on average with a standard deviation of
 * some 0.13, two of different clusters 0 with 0.07, at d = 384: nearly all pairs above 0.6 are
 * planted, while the 64 nearest of a row are some 0.25 to 0.55 away and a quarter of them in other
 * clusters (docs/scale.md has the quantiles).
 *
 * <p>Memory: 4 × 320 × d bytes. Time: some 75 d multiplications a row, 147 d for a copy.
 * Thread-safe.
 */
final class SyntheticEmbeddings {
  static final double LEAST_SIMILARITY = 0.9;
  static final double GREATEST_SIMILARITY = 0.999;

  private static final int BANK = 256;
  private static final int CENTRE_DIRECTIONS = 64;
  private static final int MEMBER_DIRECTIONS = 8;
  private static final float CENTRE = (float) Math.sqrt(0.2);
  private static final float MEMBER = (float) Math.sqrt(0.3 / MEMBER_DIRECTIONS);
  private static final double ISOTROPIC = 0.5;
  private static final double FLATNESS = 10;
  private static final long SPREAD = 0x9e3779b97f4a7c15L; // odd: its multiples are all different
  private static final HexFormat HEX = HexFormat.of();

  private final SynthConfig config;
  private final float[][] bank;
  private final float[] spectrum;

  SyntheticEmbeddings(SynthConfig config) {
    this.config = config;
    bank = new float[BANK][config.dimension()];
    for (int j = 0; j < BANK; j++) {
      fill(bank[j], noise("direction", Integer.toString(j)));
      UnitVectors.normalise(bank[j], 0, config.dimension());
    }
    spectrum = new float[CENTRE_DIRECTIONS];
    double harmonic = 0;
    for (int j = 0; j < CENTRE_DIRECTIONS; j++) {
      harmonic += 1.0 / (j + 1);
    }
    for (int j = 0; j < CENTRE_DIRECTIONS; j++) {
      spectrum[j] = (float) Math.sqrt(1 / ((j + 1) * harmonic));
    }
  }

  /** Returns the id of a row of the pool, different from all other ids and in no order of rows. */
  String id(long row) {
    return HEX.toHexDigits((row + 1) * SPREAD);
  }

  /** Returns the id of a query, different from all other ids. */
  String queryId(long query) {
    return id(-2 - query);
  }

  /** Returns whether a row of the pool is a copy; row 0 never is, so that there is an original. */
  boolean isCopy(long row) {
    return row != 0 && uniform("copy", id(row)) < config.copies();
  }

  /** Returns the row that copy {@code row} is one of; it is an original. */
  long original(long row) {
    Noise rows = noise("original", id(row));
    long original;
    do {
      original = Long.remainderUnsigned(rows.nextBits(), config.images());
    } while (isCopy(original));
    return original;
  }

  /** Returns the cosine between copy {@code row} and its original. */
  double similarity(long row) {
    return LEAST_SIMILARITY
        + (GREATEST_SIMILARITY - LEAST_SIMILARITY) * uniform("similarity", id(row));
  }

  /** Returns the vector of a row of the pool: [dimension], of unit length. */
  float[] vector(long row) {
    return isCopy(row)
        ? copy(id(row), member(id(original(row))), similarity(row))
        : member(id(row));
  }

  /** Returns the vector of a query: [dimension], of unit length. */
  float[] queryVector(long query) {
    return member(queryId(query));
  }

  /** Returns the cluster that an original falls into. */
  int cluster(String id) {
    double ratio = (config.clusters() + FLATNESS) / FLATNESS;
    double at = FLATNESS * StrictMath.pow(ratio, uniform("cluster", id)) - FLATNESS;
    return Math.max(0, Math.min(config.clusters() - 1, (int) at));
  }

  private float[] member(String id) {
    float[] vector = new float[config.dimension()];
    Noise own = noise("member", id);
    Noise ofCluster = noise("centre", Integer.toString(cluster(id)));
    for (int j = 0; j < CENTRE_DIRECTIONS; j++) {
      add(vector, CENTRE * spectrum[j] * ofCluster.next(), bank[j]);
    }
    int start = (int) ofCluster.nextBits();
    int stride = (int) ofCluster.nextBits() | 1; // odd, so that eight steps are eight directions
    for (int j = 0; j < MEMBER_DIRECTIONS; j++) {
      add(vector, MEMBER * own.next(), bank[(start + j * stride) & (BANK - 1)]);
    }
    float scale = (float) Math.sqrt(ISOTROPIC / config.dimension());
    for (int i = 0; i < vector.length; i++) {
      vector[i] += scale * own.next();
    }
    UnitVectors.normalise(vector, 0, vector.length);
    return vector;
  }

  private float[] copy(String id, float[] original, double similarity) {
    float[] change = new float[original.length];
    fill(change, noise("change", id));
    double along = 0;
    for (int i = 0; i < change.length; i++) {
      along += (double) change[i] * original[i];
    }
    double squared = 0;
    for (int i = 0; i < change.length; i++) {
      double across = change[i] - along * original[i];
      squared += across * across;
    }
    double scale = Math.sqrt((1 - similarity * similarity) / squared);
    float[] copy = new float[original.length];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = (float) (similarity * original[i] + scale * (change[i] - along * original[i]));
    }
    return copy;
  }

  private Noise noise(String purpose, String key) {
    return new Noise(config.seed(), "synth " + purpose, key);
  }

  private double uniform(String purpose, String key) {
    return Draws.uniform(config.seed(), "synth " + purpose, key);
  }

  private static void fill(float[] vector, Noise noise) {
    for (int i = 0; i < vector.length; i++) {
      vector[i] = noise.next();
    }
  }

  private static void add(float[] vector, float scale, float[] direction) {
    for (int i = 0; i < vector.length; i++) {
      vector[i] += scale * direction[i];
    }
  }
}
