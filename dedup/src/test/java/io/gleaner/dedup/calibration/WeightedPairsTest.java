package io.gleaner.dedup.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightedPairsTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void points_pairsWithTies_areThoseOfScikitLearn(int weighted) throws IOException {
    List<double[]> pairs = read("precision_recall_pairs.csv");
    List<double[]> curve =
        read("precision_recall.csv").stream().filter(point -> point[0] == weighted).toList();
    boolean[] same = new boolean[pairs.size()];
    double[] weights = new double[pairs.size()];
    int[] levels = new int[pairs.size()];
    for (int i = 0; i < same.length; i++) {
      double score = pairs.get(i)[0];
      same[i] = pairs.get(i)[1] == 1;
      weights[i] = weighted == 1 ? pairs.get(i)[2] : 1;
      levels[i] = (int) curve.stream().filter(point -> score >= point[1]).count();
    }

    List<OperatingPoint> points = new WeightedPairs(same, weights).points(levels, curve.size());

    assertThat(points).hasSizeGreaterThan(30);
    for (int c = 0; c < points.size(); c++) {
      assertThat(points.get(c).precision().value())
          .as("precision at %s", curve.get(c)[1])
          .isCloseTo(curve.get(c)[2], within(1e-12));
      assertThat(points.get(c).recall().value())
          .as("recall at %s", curve.get(c)[1])
          .isCloseTo(curve.get(c)[3], within(1e-12));
    }
  }

  @Test
  void points_weights_widenTheIntervalToWhatTheyAreWorth() {
    boolean[] same = {true, true, false, false};
    int[] levels = {1, 1, 1, 0};
    OperatingPoint even =
        new WeightedPairs(same, new double[] {5, 5, 5, 5}).points(levels, 1).get(0);
    OperatingPoint uneven =
        new WeightedPairs(same, new double[] {9, 1, 5, 5}).points(levels, 1).get(0);

    assertThat(even.precision()).isEqualTo(Interval.wilson(2 / 3.0, 3));
    assertThat(even.falseMatchRate()).isEqualTo(Interval.wilson(0.5, 2));
    assertThat(even.falsePairs()).isEqualTo(5);
    assertThat(uneven.precision()).isEqualTo(Interval.wilson(10 / 15.0, 225 / 107.0));
  }

  @Test
  void points_nothingMatches_precisionIsUnknownAndRecallNone() {
    OperatingPoint point =
        new WeightedPairs(new boolean[] {true, false}, new double[] {1, 1})
            .points(new int[] {0, 0}, 1)
            .get(0);

    assertThat(point.precision().value()).isNaN();
    assertThat(point.recall().value()).isZero();
    assertThat(point.f1()).isNaN();
  }

  private static List<double[]> read(String name) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                WeightedPairsTest.class.getResourceAsStream("/oracle/" + name),
                StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .skip(1)
          .map(line -> Arrays.stream(line.split(",")).mapToDouble(Double::parseDouble).toArray())
          .toList();
    }
  }
}
