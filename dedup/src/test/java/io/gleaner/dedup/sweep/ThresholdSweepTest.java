package io.gleaner.dedup.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThresholdSweepTest {
  private record Link(int a, int b, float similarity) {}

  /** Everything by breadth-first search, at each threshold from scratch, as the rules say it. */
  private record Definition(
      int images, List<Link> hashed, List<Link> near, Set<Integer> leaks, Set<Integer> curated) {

    private Set<Integer> component(int from, Set<Integer> there, List<Link> links) {
      Set<Integer> seen = new TreeSet<>(Set.of(from));
      ArrayDeque<Integer> left = new ArrayDeque<>(seen);
      while (!left.isEmpty()) {
        int image = left.remove();
        for (Link link : links) {
          if (link.a == image && there.contains(link.b) && seen.add(link.b)) {
            left.add(link.b);
          }
          if (link.b == image && there.contains(link.a) && seen.add(link.a)) {
            left.add(link.a);
          }
        }
      }
      return seen;
    }

    /** Returns the first image of each component of those that are there. */
    private Set<Integer> first(Set<Integer> there, List<Link> links) {
      Set<Integer> first = new HashSet<>();
      for (int image : there) {
        Set<Integer> component = component(image, there, links);
        first.add(component.iterator().next());
      }
      return first;
    }

    private List<Link> above(float threshold) {
      return near.stream().filter(link -> link.similarity > threshold).toList();
    }

    long[] removed(float threshold, float against) {
      Set<Integer> all = new HashSet<>();
      for (int i = 0; i < images; i++) {
        all.add(i);
      }
      Set<Integer> hashes = first(all, hashed);
      Set<Integer> survivors = first(hashes, above(threshold));
      Set<Integer> relative = new HashSet<>();
      for (int image : survivors) {
        if (leaks.contains(image)) {
          relative.addAll(component(image, survivors, above(against)));
        }
      }
      long copies =
          curated.stream()
              .filter(image -> survivors.contains(image) && !relative.contains(image))
              .count();
      return new long[] {images - survivors.size(), relative.size(), copies};
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void levels_randomEdges_equalComponentsFromScratch(int seed) {
    Random random = new Random(seed);
    int images = 60;
    List<Link> hashed = links(random, images, 10);
    List<Link> near = links(random, images, 20 + 15 * seed);
    Set<Integer> leaks = new TreeSet<>();
    Set<Integer> curated = new TreeSet<>();
    for (int i = 0; i < 6; i++) {
      leaks.add(random.nextInt(images));
      curated.add(random.nextInt(images));
    }
    float against = 0.3f + 0.1f * (seed % 5);
    float[] thresholds = {0.1f, 0.25f, 0.5f, 0.55f, 0.7f, 0.9f};
    Definition definition = new Definition(images, hashed, near, leaks, curated);

    List<ThresholdSweep.Level> levels =
        sweep(images, hashed, near, leaks, curated, thresholds, against);

    for (ThresholdSweep.Level level : levels) {
      assertThat(new long[] {level.folded(), level.relative(), level.curated()})
          .as("seed %s threshold %s", seed, level.threshold())
          .isEqualTo(definition.removed(level.threshold(), against));
    }
    assertThat(levels).extracting(ThresholdSweep.Level::threshold).hasSize(thresholds.length);
  }

  @Test
  void levels_foldedImages_countInTheLargestComponent() {
    List<Link> hashed = List.of(new Link(0, 3, 1), new Link(0, 4, 1));
    List<Link> near = List.of(new Link(0, 1, 0.9f), new Link(1, 2, 0.8f), new Link(2, 3, 0.7f));

    List<ThresholdSweep.Level> levels =
        sweep(5, hashed, near, Set.of(), Set.of(), new float[] {0.6f, 0.8f, 0.9f}, 0);

    assertThat(levels).extracting(ThresholdSweep.Level::largest).containsExactly(5L, 4L, 3L);
    assertThat(levels).extracting(ThresholdSweep.Level::removed).containsExactly(4L, 3L, 2L);
    assertThat(levels).extracting(ThresholdSweep.Level::distinct).containsExactly(3L, 2L, 1L);
  }

  @Test
  void levels_noEdges_removeNothing() {
    assertThat(sweep(0, List.of(), List.of(), Set.of(), Set.of(), new float[] {0.5f}, 0.4f))
        .containsExactly(new ThresholdSweep.Level(0.5f, 0, 0, 0, 0, 0));
  }

  @Test
  void near_ascendingEdges_areRefused() {
    ThresholdSweep sweep = new ThresholdSweep(3, new float[] {0.5f}, 0.4f);
    sweep.near(0, 1, 0.6f);
    assertThatThrownBy(() -> sweep.near(1, 2, 0.7f)).hasMessageContaining("0.7 comes after 0.6");
  }

  @Test
  void node_manyKeys_areNumberedInOrder() {
    NodeKeys keys = new NodeKeys();
    Random random = new Random(5);
    List<Long> added = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      added.add(random.nextLong() | 1);
      keys.add(added.get(i));
      keys.add(added.get(random.nextInt(i + 1)));
    }
    assertThat(keys.size()).isEqualTo(added.size());
    for (int i = 0; i < added.size(); i++) {
      assertThat(keys.node(added.get(i))).isEqualTo(i);
    }
    assertThat(keys.node(2)).isEqualTo(-1);
  }

  private static List<ThresholdSweep.Level> sweep(
      int images,
      List<Link> hashed,
      List<Link> near,
      Set<Integer> leaks,
      Set<Integer> curated,
      float[] thresholds,
      float against) {
    ThresholdSweep sweep = new ThresholdSweep(images, thresholds, against);
    hashed.forEach(link -> sweep.hashed(link.a, link.b));
    leaks.forEach(sweep::leak);
    curated.forEach(sweep::curated);
    if (sweep.needsReach()) {
      near.stream()
          .filter(link -> link.similarity > against)
          .forEach(link -> sweep.reach(link.a, link.b));
    }
    near.stream()
        .sorted(Comparator.comparingDouble(link -> -link.similarity))
        .forEach(link -> sweep.near(link.a, link.b, link.similarity));
    return sweep.levels();
  }

  private static List<Link> links(Random random, int images, int count) {
    List<Link> links = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int a = random.nextInt(images);
      int b = (a + 1 + random.nextInt(images - 1)) % images;
      links.add(new Link(a, b, random.nextInt(21) / 20f));
    }
    return links;
  }
}
