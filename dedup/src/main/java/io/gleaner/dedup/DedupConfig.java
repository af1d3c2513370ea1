package io.gleaner.dedup;

import java.io.Serializable;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The {@code dedup} block of a recipe. {@link #DEFAULTS} is Oquab et al. 2024, A.3, where the paper
 * speaks of it: neighbours, threshold and againstThreshold.
 *
 * @param neighbours nearest neighbours that each image is compared with, 1 to 1024
 * @param threshold cosine similarity above which two images are near-duplicates, -1 to 1
 * @param floor cosine similarity down to which edges are stored, so that a lower threshold can be
 *     decided without a new search: -1 to the smaller of the thresholds; absent: 0.1 below the
 *     smaller threshold, at least -1 ({@link #storedFloor})
 * @param perceptualDistance differing bits of 64 up to which two perceptual hashes are one image, 0
 *     to 16, or -1 for no perceptual deduplication
 * @param keep what makes an image of a group the one to keep, most important first, each at most
 *     once; ids decide in the end
 * @param largestComponent distinct images above which a component is guarded against over-merging,
 *     at least 1; absent: the larger of 1000 and 1 % of the pool ({@link #limit})
 * @param onLargeComponent what becomes of such a component
 * @param againstThreshold cosine similarity above which an image is a near-copy of an evaluation
 *     image, -1 to 1
 */
public record DedupConfig(
    int neighbours,
    float threshold,
    OptionalDouble floor,
    int perceptualDistance,
    List<Keep> keep,
    OptionalLong largestComponent,
    OnLargeComponent onLargeComponent,
    float againstThreshold)
    implements Serializable {
  /** The paper's values, and ours where it gives none. */
  public static final DedupConfig DEFAULTS =
      new DedupConfig(
          64,
          0.6f,
          OptionalDouble.empty(),
          4,
          List.of(Keep.PIXELS, Keep.BYTES, Keep.ID),
          OptionalLong.empty(),
          OnLargeComponent.SPLIT,
          0.45f);

  private static final double SLACK = 0.1;
  private static final long SMALLEST_LIMIT = 1_000;

  public DedupConfig {
    keep = List.copyOf(keep);
    check(neighbours >= 1 && neighbours <= 1024, "neighbours", neighbours, "1 to 1024");
    check(isCosine(threshold), "threshold", threshold, "-1 to 1");
    check(isCosine(againstThreshold), "againstThreshold", againstThreshold, "-1 to 1");
    if (floor.isPresent()) {
      float smaller = Math.min(threshold, againstThreshold);
      check(
          isCosine(floor.getAsDouble()) && (float) floor.getAsDouble() <= smaller,
          "floor",
          floor.getAsDouble(),
          "-1 to " + smaller + ", the smaller of threshold and againstThreshold");
    }
    check(
        perceptualDistance >= -1 && perceptualDistance <= 16,
        "perceptualDistance",
        perceptualDistance,
        "0 to 16, or -1 for none");
    check(
        keep.isEmpty() || EnumSet.copyOf(keep).size() == keep.size(),
        "keep",
        keep,
        "PIXELS, BYTES, ID, each at most once");
    if (largestComponent.isPresent()) {
      long limit = largestComponent.getAsLong();
      check(limit >= 1, "largestComponent", limit, "at least 1");
    }
    check(onLargeComponent != null, "onLargeComponent", null, "SPLIT, KEEP or FAIL");
  }

  /** Returns the cosine similarity down to which edges are stored. */
  public float storedFloor() {
    if (floor.isPresent()) {
      return (float) floor.getAsDouble();
    }
    double lower = Math.min(threshold, againstThreshold) - SLACK;
    return (float) Math.max(-1, Math.rint(lower * 1e6) / 1e6);
  }

  /** Returns how many distinct images a component of a pool of {@code poolImages} may have. */
  public long limit(long poolImages) {
    return largestComponent.orElse(Math.max(SMALLEST_LIMIT, poolImages / 100));
  }

  public DedupConfig withNeighbours(int value) {
    return new DedupConfig(
        value,
        threshold,
        floor,
        perceptualDistance,
        keep,
        largestComponent,
        onLargeComponent,
        againstThreshold);
  }

  public DedupConfig withThreshold(float value) {
    return new DedupConfig(
        neighbours,
        value,
        floor,
        perceptualDistance,
        keep,
        largestComponent,
        onLargeComponent,
        againstThreshold);
  }

  public DedupConfig withFloor(double value) {
    return new DedupConfig(
        neighbours,
        threshold,
        OptionalDouble.of(value),
        perceptualDistance,
        keep,
        largestComponent,
        onLargeComponent,
        againstThreshold);
  }

  public DedupConfig withPerceptualDistance(int value) {
    return new DedupConfig(
        neighbours,
        threshold,
        floor,
        value,
        keep,
        largestComponent,
        onLargeComponent,
        againstThreshold);
  }

  public DedupConfig withKeep(List<Keep> value) {
    return new DedupConfig(
        neighbours,
        threshold,
        floor,
        perceptualDistance,
        value,
        largestComponent,
        onLargeComponent,
        againstThreshold);
  }

  public DedupConfig withLargestComponent(long value) {
    return new DedupConfig(
        neighbours,
        threshold,
        floor,
        perceptualDistance,
        keep,
        OptionalLong.of(value),
        onLargeComponent,
        againstThreshold);
  }

  public DedupConfig withOnLargeComponent(OnLargeComponent value) {
    return new DedupConfig(
        neighbours,
        threshold,
        floor,
        perceptualDistance,
        keep,
        largestComponent,
        value,
        againstThreshold);
  }

  public DedupConfig withAgainstThreshold(float value) {
    return new DedupConfig(
        neighbours,
        threshold,
        floor,
        perceptualDistance,
        keep,
        largestComponent,
        onLargeComponent,
        value);
  }

  private Object writeReplace() {
    return new Sent(
        neighbours,
        threshold,
        floor.isPresent() ? floor.getAsDouble() : null,
        perceptualDistance,
        keep,
        largestComponent.isPresent() ? largestComponent.getAsLong() : null,
        onLargeComponent,
        againstThreshold);
  }

  /** What travels to a worker: the optional values of the JDK do not. */
  private record Sent(
      int neighbours,
      float threshold,
      Double floor,
      int perceptualDistance,
      List<Keep> keep,
      Long largestComponent,
      OnLargeComponent onLargeComponent,
      float againstThreshold)
      implements Serializable {
    private Object readResolve() {
      return new DedupConfig(
          neighbours,
          threshold,
          floor == null ? OptionalDouble.empty() : OptionalDouble.of(floor),
          perceptualDistance,
          keep,
          largestComponent == null ? OptionalLong.empty() : OptionalLong.of(largestComponent),
          onLargeComponent,
          againstThreshold);
    }
  }

  private static boolean isCosine(double value) {
    return value >= -1 && value <= 1;
  }

  private static void check(boolean holds, String name, Object value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s is %s, must be %s", name, value, allowed));
    }
  }
}
