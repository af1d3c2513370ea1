package io.gleaner.dedup.sweep;

import io.gleaner.dedup.near.Components;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Relative deduplication at thresholds above {@code against}, among the images that hang together
 * with an image that leaks. Only there can an edge above {@code against} be left between images
 * that the near-duplicate threshold did not fold into one.
 */
final class LeakSweep {
  private static final int FIRST = 64;

  private final float against;
  private final BitSet leaks;
  private final BitSet curated;
  private int[] a = new int[FIRST];
  private int[] b = new int[FIRST];
  private float[] similarity = new float[FIRST];
  private int edges;
  private int[] images;

  LeakSweep(float against, BitSet leaks, BitSet curated) {
    this.against = against;
    this.leaks = leaks;
    this.curated = curated;
  }

  /** Adds an edge, by similarity down. */
  void add(int one, int other, float similar) {
    if (edges == a.length) {
      int length = Math.multiplyExact(edges, 2);
      a = Arrays.copyOf(a, length);
      b = Arrays.copyOf(b, length);
      similarity = Arrays.copyOf(similarity, length);
    }
    a[edges] = one;
    b[edges] = other;
    similarity[edges++] = similar;
  }

  /** Adds to a level what relative deduplication does to these images at its threshold. */
  ThresholdSweep.Level complete(ThresholdSweep.Level level) {
    number();
    Components near = new Components(images.length);
    int edge = 0;
    for (; edge < edges && similarity[edge] > level.threshold(); edge++) {
      near.join(local(a[edge]), local(b[edge]));
    }
    Components left = new Components(images.length);
    for (; edge < edges && similarity[edge] > against; edge++) {
      int one = local(a[edge]);
      int other = local(b[edge]);
      if (near.find(one) == one && near.find(other) == other) {
        left.join(one, other);
      }
    }
    BitSet discarded = new BitSet();
    leaks.stream()
        .map(this::local)
        .filter(image -> near.find(image) == image)
        .forEach(image -> discarded.set(left.find(image)));
    long relative = 0;
    long copies = 0;
    for (int image = 0; image < images.length; image++) {
      if (near.find(image) == image) {
        if (discarded.get(left.find(image))) {
          relative++;
        } else if (curated.get(images[image])) {
          copies++;
        }
      }
    }
    return level.and(relative, copies);
  }

  /** Numbers the images anew, in the same order. */
  private void number() {
    if (images == null) {
      BitSet all = new BitSet();
      all.or(leaks);
      all.or(curated);
      for (int edge = 0; edge < edges; edge++) {
        all.set(a[edge]);
        all.set(b[edge]);
      }
      images = all.stream().toArray();
    }
  }

  private int local(int image) {
    return Arrays.binarySearch(images, image);
  }
}
