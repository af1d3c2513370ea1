package io.gleaner.pipeline.calibrate;

import io.gleaner.dedup.calibration.OperatingPoint;
import io.gleaner.dedup.calibration.PairLevels;
import io.gleaner.dedup.calibration.Thresholds;
import java.util.ArrayList;
import java.util.List;

/**
 * Pairs of images by every {@link Measure} that can be taken, as {@code dedup} decides: a cosine
 * matches above a threshold, hashes match within a distance, an image without a hash by none.
 */
final class MeasuredPairs implements PairLevels {
  /** The largest distance that is looked at; at a quarter of the bits, hashes say nothing. */
  static final int MOST_BITS = 16;

  private final Thresholds thresholds;
  private final ImageVectors vectors;
  private final ImageVectors centred;
  private final Long[] hashes;
  private final int distance;
  private final List<Measure> measures = new ArrayList<>();

  /**
   * @param centred the same vectors from the pool's mean on, or null
   * @param hashes of the rows; null for flat images
   * @param distance bits within which the union takes hashes for one, or -1 where it asks for none
   */
  MeasuredPairs(
      Thresholds thresholds,
      ImageVectors vectors,
      ImageVectors centred,
      Long[] hashes,
      int distance) {
    this.thresholds = thresholds;
    this.vectors = vectors;
    this.centred = centred;
    this.hashes = hashes.clone();
    this.distance = distance;
    boolean hashed = false;
    for (Long hash : hashes) {
      hashed |= hash != null;
    }
    measures.add(Measure.COSINE);
    if (hashed) {
      measures.add(Measure.PERCEPTUAL);
    }
    if (hashed && distance >= 0) {
      measures.add(Measure.UNION);
    }
    if (centred != null) {
      measures.add(Measure.COSINE_CENTRED);
    }
    if (centred != null && hashed && distance >= 0) {
      measures.add(Measure.UNION_CENTRED);
    }
  }

  /** Returns the measures, in the order of the levels. */
  List<Measure> measures() {
    return List.copyOf(measures);
  }

  @Override
  public int[] candidates() {
    return measures.stream()
        .mapToInt(measure -> measure == Measure.PERCEPTUAL ? MOST_BITS + 1 : thresholds.size())
        .toArray();
  }

  @Override
  public void of(int i, int j, int[] levels) {
    int bits =
        hashes[i] == null || hashes[j] == null
            ? Integer.MAX_VALUE
            : Long.bitCount(hashes[i] ^ hashes[j]);
    int cosine = thresholds.level(vectors.cosine(i, j));
    int moved = centred == null ? 0 : thresholds.level(centred.cosine(i, j));
    for (int m = 0; m < levels.length; m++) {
      levels[m] =
          switch (measures.get(m)) {
            case COSINE -> cosine;
            case PERCEPTUAL -> Math.max(0, MOST_BITS + 1 - Math.min(bits, MOST_BITS + 1));
            case UNION -> bits <= distance ? thresholds.size() : cosine;
            case COSINE_CENTRED -> moved;
            case UNION_CENTRED -> bits <= distance ? thresholds.size() : moved;
          };
    }
  }

  /** Names what the candidates of a measure are, in the order of its points. */
  List<MeasuredPoint> named(Measure measure, List<OperatingPoint> points) {
    List<MeasuredPoint> named = new ArrayList<>();
    for (int c = 0; c < points.size(); c++) {
      named.add(
          measure == Measure.PERCEPTUAL
              ? new MeasuredPoint(measure, Float.NaN, MOST_BITS - c, points.get(c))
              : new MeasuredPoint(measure, thresholds.get(c), null, points.get(c)));
    }
    return named;
  }
}
