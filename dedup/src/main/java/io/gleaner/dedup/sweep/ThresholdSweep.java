package io.gleaner.dedup.sweep;

import io.gleaner.dedup.near.Components;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Counts what deduplication would remove at each of several near-duplicate thresholds, in one pass
 * over the edges by similarity down: the rules of docs/definitions.md, but for the guard that takes
 * large components apart.
 *
 * <p>Images are numbered in the order of {@code keep}, the one to keep first, so that the image
 * that stands for a component is its smallest number. Calls come in this order: {@link #hashed},
 * {@link #leak}, {@link #curated}, then {@link #reach} where {@link #needsReach} says so, then
 * {@link #near}, at last {@link #levels}.
 *
 * <p>Memory: 20 bytes an image, and 12 an edge that hangs together with a leak. Not thread-safe.
 */
public final class ThresholdSweep {
  private static final float COPY = 1;

  /**
   * What a threshold would do.
   *
   * @param folded images that another stands for: by equal bytes, hashes or near edges
   * @param relative images that leave for an evaluation image
   * @param curated images that leave for a curated one
   * @param largest images of the largest component, those folded before included
   * @param distinct of the near component with the most distinct images
   */
  public record Level(
      float threshold, long folded, long relative, long curated, long largest, long distinct) {
    /** Returns how many images leave. */
    public long removed() {
      return folded + relative + curated;
    }

    Level and(long moreRelative, long moreCurated) {
      return new Level(
          threshold, folded, relative + moreRelative, curated + moreCurated, largest, distinct);
    }
  }

  private final float[] thresholds;
  private final float against;
  private final Components hashed;
  private final Components near;
  private final int[] weight;
  private final int[] distinct;
  private final BitSet leaks = new BitSet();
  private final BitSet curated = new BitSet();
  private final Level[] levels;
  private Components reached;
  private BitSet leaking;
  private LeakSweep hanging;
  private long folded;
  private long largest;
  private long mostDistinct;
  private int open;
  private float last = Float.POSITIVE_INFINITY;

  /**
   * @param images that an edge joins, numbered from 0
   * @param thresholds ascending
   * @param against similarity to an evaluation image above which an image leaks
   */
  public ThresholdSweep(int images, float[] thresholds, float against) {
    this.thresholds = thresholds.clone();
    this.against = against;
    this.levels = new Level[thresholds.length];
    this.open = thresholds.length - 1;
    hashed = new Components(images);
    near = new Components(images);
    weight = new int[images];
    distinct = new int[images];
    Arrays.fill(weight, 1);
    Arrays.fill(distinct, 1);
    largest = Math.min(1, images);
    mostDistinct = Math.min(1, images);
  }

  /** Takes an edge of equal bytes or of perceptual hashes within the distance. */
  public void hashed(int a, int b) {
    int x = hashed.find(a);
    int y = hashed.find(b);
    if (hashed.join(x, y)) {
      folded++;
      weight[Math.min(x, y)] = weight[x] + weight[y];
      largest = Math.max(largest, weight[Math.min(x, y)]);
    }
  }

  /** Takes an image that an evaluation image resembles above {@code against}. */
  public void leak(int image) {
    if (stands(image)) {
      leaks.set(image);
    }
  }

  /** Takes an image that leaves for a curated one where nothing else removes it. */
  public void curated(int image) {
    if (stands(image)) {
      curated.set(image);
    }
  }

  /** Whether {@link #reach} must have all edges above {@code against}. */
  public boolean needsReach() {
    return !leaks.isEmpty() && thresholds.length > 0 && thresholds[thresholds.length - 1] > against;
  }

  /** Takes an edge above {@code against}, in any order. */
  public void reach(int a, int b) {
    if (reached == null) {
      reached = new Components(weight.length);
    }
    if (stands(a) && stands(b)) {
      reached.join(a, b);
    }
  }

  /**
   * Takes an edge of the neighbour graph, by similarity down.
   *
   * @throws IllegalArgumentException where the edge is above the one before
   */
  public void near(int a, int b, float similarity) {
    if (similarity > last) {
      throw new IllegalArgumentException("edge of " + similarity + " comes after " + last);
    }
    if (last == Float.POSITIVE_INFINITY) {
      begin();
    }
    last = similarity;
    while (open >= 0 && thresholds[open] >= similarity) {
      close();
    }
    if (!stands(a) || !stands(b)) {
      return;
    }
    if (hanging != null && similarity > against && leaking.get(reached.find(a))) {
      hanging.add(a, b, similarity);
    }
    int x = near.find(a);
    int y = near.find(b);
    if (near.join(x, y)) {
      folded++;
      int root = Math.min(x, y);
      weight[root] = weight[x] + weight[y];
      largest = Math.max(largest, weight[root]);
      if (similarity < COPY) {
        distinct[root] = distinct[x] + distinct[y];
      }
      mostDistinct = Math.max(mostDistinct, distinct[root]);
    }
  }

  /** Ends the sweep; returns a level for each threshold, ascending. */
  public List<Level> levels() {
    if (last == Float.POSITIVE_INFINITY) {
      begin();
    }
    while (open >= 0) {
      close();
    }
    List<Level> all = new ArrayList<>();
    for (Level level : levels) {
      all.add(hanging != null && level.threshold() > against ? hanging.complete(level) : level);
    }
    return all;
  }

  private boolean stands(int image) {
    return hashed.find(image) == image;
  }

  private void begin() {
    if (needsReach()) {
      if (reached == null) {
        reached = new Components(weight.length);
      }
      leaking = new BitSet();
      leaks.stream().forEach(image -> leaking.set(reached.find(image)));
      BitSet curatedThere = new BitSet();
      curated.stream().filter(image -> leaking.get(reached.find(image))).forEach(curatedThere::set);
      hanging = new LeakSweep(against, leaks, curatedThere);
    }
  }

  private void close() {
    float threshold = thresholds[open];
    long relative = 0;
    long copies = 0;
    if (hanging != null && threshold > against) {
      // Images that hang together with a leak are counted at the end, from their own edges.
      copies =
          curated.stream()
              .filter(image -> near.find(image) == image && !leaking.get(reached.find(image)))
              .count();
    } else {
      // Survivors have no edge above the threshold, so none above one that is at least as high.
      relative = leaks.stream().filter(image -> near.find(image) == image).count();
      copies =
          curated.stream().filter(image -> near.find(image) == image && !leaks.get(image)).count();
    }
    levels[open--] = new Level(threshold, folded, relative, copies, largest, mostDistinct);
  }
}
