package io.gleaner.dedup.calibration;

import io.gleaner.clustering.sampling.Draws;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Precision, recall and false-match rate at each candidate, with intervals by a bootstrap: groups
 * are drawn with replacement, because the pairs of a group are not independent of each other, and
 * an image that looks like one image of a group often looks like all of them.
 */
public final class GroupBootstrap {
  /*
   * A group that is drawn w times counts its copies w times. A pair of two groups would count
   * w × w' times; its first-order part, w + w' - 1, is taken in its place (Hájek's projection of a
   * U-statistic). It needs sums by group alone, not by pair of groups, and where false pairs are
   * few and share no group, w × w' has three times the variance that they have, w + w' - 1 twice:
   * intervals err to the wide side. What a draw cannot show, a first false pair where none was
   * seen, is bounded as a Poisson count is: none seen, so at most -ln 0.025 of them.
   */
  /** The most false pairs that are likely where none was seen: the upper end of 95 %. */
  static final double UNSEEN = -Math.log(0.025);

  private static final double LOW = 0.025;
  private static final double HIGH = 0.975;

  private GroupBootstrap() {}

  /**
   * Returns what each candidate comes to, the loosest first. Depends on the arguments alone.
   *
   * @param rounds of drawing as many groups as there are, at least 1
   */
  public static List<OperatingPoint> of(GroupedCounts counts, long seed, int rounds) {
    int candidates = counts.levels() - 1;
    double[][] precision = new double[candidates][rounds];
    double[][] recall = new double[candidates][rounds];
    double[][] rate = new double[candidates][rounds];
    Sums all = new Sums(counts.levels());
    int withCopies = 0;
    for (int group = 0; group < counts.groups(); group++) {
      counts.addTo(group, 1, all.copies, all.others);
      withCopies += hasCopies(counts, group) ? 1 : 0;
    }
    all.accumulate();
    IntStream.range(0, rounds)
        .parallel()
        .forEach(
            round -> {
              Sums drawn = draw(counts, seed, round);
              for (int c = 0; c < candidates; c++) {
                double found = drawn.found(c);
                double falsePairs = Math.max(0, drawn.others[c + 1] - all.others[c + 1] / 2.0);
                double others = Math.max(0, drawn.others[0] - all.others[0] / 2.0);
                precision[c][round] = found / (found + falsePairs);
                recall[c][round] = found / drawn.found(-1);
                rate[c][round] = Math.min(1, falsePairs / others);
              }
            });
    List<OperatingPoint> points = new ArrayList<>();
    for (int c = 0; c < candidates; c++) {
      points.add(point(all, c, withCopies, precision[c], recall[c], rate[c]));
    }
    return points;
  }

  private static boolean hasCopies(GroupedCounts counts, int group) {
    for (int level = 0; level < counts.levels(); level++) {
      if (counts.copies(group, level) > 0) {
        return true;
      }
    }
    return false;
  }

  private static Sums draw(GroupedCounts counts, long seed, int round) {
    int groups = counts.groups();
    int[] times = new int[groups];
    SplittableRandom random =
        new SplittableRandom(Draws.hash(seed, "calibrate/bootstrap", String.valueOf(round)));
    for (int i = 0; i < groups; i++) {
      times[(int) Math.multiplyHigh(random.nextLong() >>> 1, 2L * groups)]++;
    }
    Sums sums = new Sums(counts.levels());
    for (int group = 0; group < groups; group++) {
      if (times[group] > 0) {
        counts.addTo(group, times[group], sums.copies, sums.others);
      }
    }
    sums.accumulate();
    return sums;
  }

  private static OperatingPoint point(
      Sums all, int c, int withCopies, double[] precision, double[] recall, double[] rate) {
    double found = all.found(c);
    double copies = all.found(-1);
    double falsePairs = all.others[c + 1] / 2.0;
    double others = all.others[0] / 2.0;
    return new OperatingPoint(
        found,
        copies,
        falsePairs,
        others,
        precision(found, falsePairs, precision),
        recall(found, copies, withCopies, recall),
        rate(falsePairs, others, rate));
  }

  private static Interval precision(double found, double falsePairs, double[] drawn) {
    double value = found / (found + falsePairs);
    if (found + falsePairs == 0) {
      return Interval.NONE;
    }
    if (falsePairs == 0) {
      return new Interval(1, found / (found + UNSEEN), 1);
    }
    return found == 0
        ? new Interval(0, 0, UNSEEN / (UNSEEN + falsePairs))
        : percentiles(value, drawn);
  }

  private static Interval recall(double found, double copies, int groups, double[] drawn) {
    if (copies == 0) {
      return Interval.NONE;
    }
    return found == 0 || found == copies
        ? Interval.wilson(found / copies, groups)
        : percentiles(found / copies, drawn);
  }

  private static Interval rate(double falsePairs, double others, double[] drawn) {
    if (others == 0) {
      return Interval.NONE;
    }
    return falsePairs == 0
        ? new Interval(0, 0, Math.min(1, UNSEEN / others))
        : percentiles(falsePairs / others, drawn);
  }

  /** Draws in which nothing was there to be counted tell nothing. */
  private static Interval percentiles(double value, double[] drawn) {
    double[] known = Arrays.stream(drawn).filter(each -> !Double.isNaN(each)).sorted().toArray();
    return known.length == 0
        ? new Interval(value, 0, 1)
        : new Interval(
            value, Math.min(value, quantile(known, LOW)), Math.max(value, quantile(known, HIGH)));
  }

  private static double quantile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  /** Pairs by level, each twice; once accumulated, those of at least a level. */
  private static final class Sums {
    final long[] copies;
    final long[] others;

    Sums(int levels) {
      copies = new long[levels];
      others = new long[levels];
    }

    void accumulate() {
      for (int level = copies.length - 2; level >= 0; level--) {
        copies[level] += copies[level + 1];
        others[level] += others[level + 1];
      }
    }

    /** Returns the pairs of copies that match at a candidate; at -1, all. */
    double found(int candidate) {
      return copies[candidate + 1] / 2.0;
    }
  }
}
