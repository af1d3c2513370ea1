package io.gleaner.pipeline.calibrate;

import io.gleaner.dedup.calibration.CountPairs;
import io.gleaner.dedup.calibration.GroupBootstrap;
import io.gleaner.dedup.calibration.GroupedCounts;
import io.gleaner.dedup.calibration.OperatingPoint;
import io.gleaner.dedup.calibration.WeightedPairs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the labels come to at every threshold, by every measure.
 *
 * @param images that were compared
 * @param groups of them; 0 where the labels are pairs
 * @param copies pairs of copies
 * @param others pairs that are none
 * @param ofRun whether the pairs stand for all pairs that they were drawn from, so that false ones
 *     are counted among these
 */
record LabelledPoints(
    int images, int groups, long copies, long others, boolean ofRun, List<MeasuredPoint> points) {
  /** Draws of the bootstrap. */
  static final int ROUNDS = 1_000;

  /**
   * Compares all pairs of grouped images.
   *
   * @param groupOf group of each row's image
   * @throws UnusableLabelsException where there are no copies, or no others
   */
  static LabelledPoints ofGroups(List<String> groupOf, MeasuredPairs measured, long seed) {
    int[] numbered = CountPairs.numbered(groupOf);
    Map<Integer, Long> sizes = new HashMap<>();
    for (int group : numbered) {
      sizes.merge(group, 1L, Long::sum);
    }
    long copies = sizes.values().stream().mapToLong(size -> size * (size - 1) / 2).sum();
    long all = (long) numbered.length * (numbered.length - 1) / 2;
    require(copies, all - copies, "groups of at least two images", "images of different groups");
    List<GroupedCounts> counts = CountPairs.of(numbered, sizes.size(), measured);
    List<MeasuredPoint> points = new ArrayList<>();
    for (int m = 0; m < counts.size(); m++) {
      points.addAll(
          measured.named(
              measured.measures().get(m), GroupBootstrap.of(counts.get(m), seed, ROUNDS)));
    }
    return new LabelledPoints(numbered.length, sizes.size(), copies, all - copies, false, points);
  }

  /**
   * Compares labelled pairs.
   *
   * @param rowOf the row of each image by id
   * @throws UnusableLabelsException where none is a copy, or all are
   */
  static LabelledPoints ofPairs(
      List<Labels.Pair> pairs, Map<String, Integer> rowOf, MeasuredPairs measured) {
    List<Labels.Pair> there =
        pairs.stream()
            .filter(pair -> rowOf.containsKey(pair.a()) && rowOf.containsKey(pair.b()))
            .toList();
    long copies = there.stream().filter(Labels.Pair::same).count();
    require(copies, there.size() - copies, "pairs answered yes", "pairs answered no");
    Map<String, Long> answered = new HashMap<>();
    there.forEach(pair -> answered.merge(pair.stratum(), 1L, Long::sum));
    boolean ofRun = there.stream().allMatch(pair -> pair.pairs() > 0);
    int measures = measured.measures().size();
    int[][] levels = new int[measures][there.size()];
    boolean[] same = new boolean[there.size()];
    double[] weights = new double[there.size()];
    int[] level = new int[measures];
    for (int i = 0; i < there.size(); i++) {
      Labels.Pair pair = there.get(i);
      measured.of(rowOf.get(pair.a()), rowOf.get(pair.b()), level);
      for (int m = 0; m < measures; m++) {
        levels[m][i] = level[m];
      }
      same[i] = pair.same();
      weights[i] = ofRun ? (double) pair.pairs() / answered.get(pair.stratum()) : 1;
    }
    WeightedPairs labelled = new WeightedPairs(same, weights);
    List<MeasuredPoint> points = new ArrayList<>();
    for (int m = 0; m < measures; m++) {
      List<OperatingPoint> found = labelled.points(levels[m], measured.candidates()[m]);
      points.addAll(measured.named(measured.measures().get(m), found));
    }
    return new LabelledPoints(rowOf.size(), 0, copies, there.size() - copies, ofRun, points);
  }

  private static void require(long copies, long others, String ofCopies, String ofOthers) {
    if (copies == 0 || others == 0) {
      throw new UnusableLabelsException(
          String.format(
              Locale.ROOT,
              "the labels leave %,d pairs of copies and %,d other pairs of images that are in the"
                  + " run; both are needed: %s and %s",
              copies,
              others,
              ofCopies,
              ofOthers));
    }
  }
}
