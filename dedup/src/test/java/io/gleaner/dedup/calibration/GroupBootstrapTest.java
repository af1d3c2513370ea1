package io.gleaner.dedup.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupBootstrapTest {
  /** Images at places on a line, by group; a pair's level is how near they are. */
  private record Line(double[] places, int[] groupOf, int groups, int steps) implements PairLevels {
    @Override
    public int[] candidates() {
      return new int[] {steps, 1};
    }

    @Override
    public void of(int i, int j, int[] levels) {
      double apart = Math.abs(places[i] - places[j]);
      levels[0] = (int) Math.max(0, steps - Math.floor(apart * 100));
      levels[1] = apart < 0.005 ? 1 : 0;
    }

    List<List<OperatingPoint>> points(long seed, int rounds) {
      return CountPairs.of(groupOf, groups, this).stream()
          .map(counts -> GroupBootstrap.of(counts, seed, rounds))
          .toList();
    }
  }

  /** Groups around random places, of 1 to 4 images that are near each other more or less. */
  private static Line line(SplittableRandom random, int groups, double spread) {
    List<Double> places = new ArrayList<>();
    List<Integer> groupOf = new ArrayList<>();
    for (int group = 0; group < groups; group++) {
      double centre = random.nextDouble() * 100;
      double own = spread * random.nextDouble();
      int size = 1 + random.nextInt(4);
      for (int i = 0; i < size; i++) {
        places.add(centre + own * random.nextDouble());
        groupOf.add(group);
      }
    }
    return new Line(
        places.stream().mapToDouble(Double::doubleValue).toArray(),
        groupOf.stream().mapToInt(Integer::intValue).toArray(),
        groups,
        8);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void of_randomGroups_countsAsBruteForce(long seed) {
    Line line = line(new SplittableRandom(seed), 130, 0.1);

    List<List<OperatingPoint>> measures = line.points(0, 10);

    int[] levels = new int[2];
    for (int m = 0; m < 2; m++) {
      for (int c = 0; c < measures.get(m).size(); c++) {
        long found = 0;
        long copies = 0;
        long falsePairs = 0;
        long others = 0;
        for (int i = 0; i < line.places.length; i++) {
          for (int j = i + 1; j < line.places.length; j++) {
            line.of(i, j, levels);
            boolean same = line.groupOf[i] == line.groupOf[j];
            copies += same ? 1 : 0;
            others += same ? 0 : 1;
            found += same && levels[m] > c ? 1 : 0;
            falsePairs += !same && levels[m] > c ? 1 : 0;
          }
        }
        OperatingPoint point = measures.get(m).get(c);
        assertThat(List.of(point.found(), point.copies(), point.falsePairs(), point.others()))
            .as("seed %s, measure %s, candidate %s", seed, m, c)
            .containsExactly((double) found, (double) copies, (double) falsePairs, (double) others);
        assertThat(point.recall().value()).isEqualTo((double) found / copies);
        assertThat(point.falseMatchRate().value()).isEqualTo((double) falsePairs / others);
        if (found + falsePairs > 0) {
          assertThat(point.precision().value()).isEqualTo((double) found / (found + falsePairs));
          assertThat(point.f1())
              .isCloseTo(2.0 * found / (2 * found + falsePairs + copies - found), within(1e-12));
        }
        for (Interval interval :
            List.of(point.precision(), point.recall(), point.falseMatchRate())) {
          assertThat(Double.isNaN(interval.value()) || interval.low() <= interval.value()).isTrue();
          assertThat(Double.isNaN(interval.value()) || interval.high() >= interval.value())
              .isTrue();
        }
      }
    }
  }

  @Test
  void of_sameSeed_sameIntervals() {
    Line line = line(new SplittableRandom(4), 100, 0.1);

    assertThat(line.points(7, 200)).isEqualTo(line.points(7, 200));
    assertThat(line.points(7, 200)).isNotEqualTo(line.points(8, 200));
  }

  @Test
  void of_noFalsePairSeen_isBoundedAsAPoissonCountIs() {
    Line line = new Line(new double[] {0, 0, 1, 1, 2}, new int[] {0, 0, 1, 1, 2}, 3, 8);

    OperatingPoint point = line.points(0, 100).get(0).get(0);

    assertThat(point.precision().value()).isEqualTo(1);
    assertThat(point.precision().low()).isCloseTo(2 / (2 + 3.6889), within(1e-4));
    assertThat(point.falseMatchRate().high()).isCloseTo(3.6889 / 8, within(1e-4));
    assertThat(point.recall()).isEqualTo(Interval.wilson(1, 2));
  }

  /** The truth is taken from a thousand times as many groups of the same kind. */
  @Test
  void of_manySamplesOfOnePopulation_intervalsHoldTheTruthAsOftenAsTheySay() {
    Line whole = line(new SplittableRandom(11), 4_000, 0.06);
    List<OperatingPoint> truth = whole.points(0, 1).get(0);
    int samples = 150;
    int[] held = new int[2];
    int asked = 0;
    SplittableRandom random = new SplittableRandom(12);
    for (int sample = 0; sample < samples; sample++) {
      OperatingPoint point = line(random, 150, 0.06).points(sample, 300).get(0).get(4);
      held[0] += holds(point.recall(), truth.get(4).recall().value());
      held[1] += holds(point.falseMatchRate(), truth.get(4).falseMatchRate().value());
      asked++;
    }

    assertThat(held[0] / (double) asked).as("recall").isGreaterThan(0.88);
    assertThat(held[1] / (double) asked).as("false-match rate").isGreaterThan(0.9);
  }

  private static int holds(Interval interval, double value) {
    return interval.low() <= value && value <= interval.high() ? 1 : 0;
  }
}
