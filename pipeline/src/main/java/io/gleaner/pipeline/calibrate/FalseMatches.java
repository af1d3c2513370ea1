package io.gleaner.pipeline.calibrate;

import io.gleaner.dedup.calibration.DrawnPairs;
import io.gleaner.dedup.calibration.Interval;
import io.gleaner.dedup.calibration.ShuffledComponents;
import io.gleaner.dedup.calibration.Thresholds;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How alike pairs are that are no copies, by an estimate that needs no label.
 *
 * @param centred whether the vectors are taken from the pool's mean on
 */
public record FalseMatches(Kind kind, boolean centred, CosineTally tally) {
  /** Pairs that are drawn for an estimate at most. */
  static final long PAIRS = 2_000_000;

  /** Which pairs are looked at. */
  public enum Kind {
    /** Images of different curated sets: other pictures, but of the curated kind. */
    DIFFERENT_SETS,
    /** A model: vectors whose components come from different images of the pool. */
    SHUFFLED,
    /**
     * Any two images of the pool whose perceptual hashes are not within the recipe's distance.
     * Other copies are among them: about as many match as are no copies, or more.
     */
    RANDOM_PAIRS;

    /** Returns its name in tables. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Returns how many pairs were looked at. */
  public long pairs() {
    return tally.pairs();
  }

  /**
   * Returns the share of them that is above a threshold, with bounds as if they were independent.
   *
   * @param threshold its place among those of the calibration
   */
  public Interval rate(int threshold) {
    return tally.rate(threshold);
  }

  private interface Counts {
    boolean pair(int i, int j);
  }

  /**
   * Returns all estimates that the images allow.
   *
   * @param hashes of the pool's sample, null for images without one
   * @param distance bits within which hashes are of one picture, or -1
   */
  static List<FalseMatches> of(
      Thresholds thresholds,
      PoolSample pool,
      Optional<CuratedImages> curated,
      Long[] hashes,
      int distance,
      boolean centre,
      long seed) {
    List<FalseMatches> estimates = new ArrayList<>();
    curated.ifPresent(
        images ->
            add(
                estimates,
                Kind.DIFFERENT_SETS,
                images.vectors(),
                images::differ,
                thresholds,
                pool,
                centre,
                seed));
    ImageVectors sample = pool.sample();
    ImageVectors shuffled =
        new ImageVectors(
            sample.ids(),
            ShuffledComponents.of(sample.values(), sample.rows(), sample.dimension(), seed),
            sample.dimension());
    add(estimates, Kind.SHUFFLED, shuffled, (i, j) -> true, thresholds, pool, centre, seed);
    Counts unlike =
        (i, j) ->
            hashes[i] == null
                || hashes[j] == null
                || Long.bitCount(hashes[i] ^ hashes[j]) > distance;
    add(estimates, Kind.RANDOM_PAIRS, sample, unlike, thresholds, pool, centre, seed);
    return estimates;
  }

  private static void add(
      List<FalseMatches> estimates,
      Kind kind,
      ImageVectors vectors,
      Counts counts,
      Thresholds thresholds,
      PoolSample pool,
      boolean centre,
      long seed) {
    CosineTally plain = new CosineTally(thresholds);
    CosineTally moved = new CosineTally(thresholds);
    ImageVectors centred = centre ? vectors.centred(pool.mean()) : null;
    DrawnPairs.each(
        vectors.rows(),
        PAIRS,
        seed,
        "calibrate/" + kind.label(),
        (i, j) -> {
          if (!counts.pair(i, j)) {
            return false;
          }
          plain.add(vectors.cosine(i, j));
          if (centred != null) {
            moved.add(centred.cosine(i, j));
          }
          return true;
        });
    if (plain.pairs() > 0) {
      estimates.add(new FalseMatches(kind, false, plain));
      if (centre) {
        estimates.add(new FalseMatches(kind, true, moved));
      }
    }
  }
}
