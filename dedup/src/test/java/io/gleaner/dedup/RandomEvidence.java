package io.gleaner.dedup;

import io.gleaner.dedup.near.Edge;
import io.gleaner.dedup.near.EdgeBlock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Random evidence of all kinds over a small pool. */
final class RandomEvidence {
  final Map<String, Candidate> pool = new TreeMap<>();
  final TreeSet<String> evaluation = new TreeSet<>();
  final Set<String> never = new TreeSet<>();
  final List<Edge> exact = new ArrayList<>();
  final List<Edge> perceptual = new ArrayList<>();
  final List<Edge> near = new ArrayList<>();
  final List<Edge> against = new ArrayList<>();

  static RandomEvidence random(long seed) {
    var random = new SplittableRandom(seed);
    var evidence = new RandomEvidence();
    int images = 40 + random.nextInt(60);
    for (int image = 0; image < images; image++) {
      String id = id(image);
      // every third image may be a copy, and copies have equal pixels and bytes
      int original = image % 3 == 0 ? image : random.nextInt(4) == 0 ? image - image % 3 : image;
      evidence.pool.put(
          id,
          new Candidate(
              id,
              original == image ? random.nextInt(3) : evidence.pool.get(id(original)).pixels(),
              original == image ? random.nextInt(3) : evidence.pool.get(id(original)).bytes()));
      if (original != image) {
        evidence.exact.add(new Edge(id(original), id, 1));
      }
    }
    evidence.add(
        evidence.perceptual, images / 6, images, random, () -> 1 - random.nextInt(7) / 64f);
    evidence.add(evidence.near, images, images, random, () -> 0.35f + random.nextInt(14) / 20f);
    for (int i = 0; i < 6; i++) {
      String reference = String.format(Locale.ROOT, "eval%02d", random.nextInt(4));
      evidence.evaluation.add(reference);
      String image = id(random.nextInt(images));
      evidence.against.add(Edge.of(image, reference, 0.4f + random.nextInt(8) / 20f));
    }
    return evidence;
  }

  private void add(
      List<Edge> edges,
      int count,
      int images,
      SplittableRandom random,
      Supplier<Float> similarity) {
    for (int i = 0; i < count; i++) {
      int a = random.nextInt(images);
      int b = random.nextInt(images);
      if (a != b) {
        edges.add(Edge.of(id(a), id(b), Math.min(1, similarity.get())));
      }
    }
  }

  private static String id(int image) {
    return String.format(Locale.ROOT, "i%03d", image);
  }

  /** Returns the evidence, each kind shuffled and cut into blocks of three edges. */
  Edges edges(long seed) {
    return Edges.NONE
        .withExact(shuffled(exact, seed))
        .withPerceptual(shuffled(perceptual, seed))
        .withNear(shuffled(near, seed))
        .withAgainst(shuffled(against, seed), evaluation::contains);
  }

  private static List<EdgeBlock> shuffled(List<Edge> edges, long seed) {
    List<Edge> shuffled = new ArrayList<>(edges);
    Collections.shuffle(shuffled, new Random(seed));
    return EdgeBlock.of(shuffled).slices(3);
  }
}
