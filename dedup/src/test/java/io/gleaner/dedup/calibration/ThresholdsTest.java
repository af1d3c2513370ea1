package io.gleaner.dedup.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ThresholdsTest {
  @Test
  void level_similarityAtAThreshold_isNotAboveIt() {
    Thresholds thresholds = Thresholds.grid(0.9625, Double.NaN);
    int at = thresholds.indexOf(0.9625f);

    assertThat(thresholds.get(at)).isEqualTo(0.9625f);
    assertThat(thresholds.level(0.9625f)).isEqualTo(at);
    assertThat(thresholds.level(Math.nextUp(0.9625f))).isEqualTo(at + 1);
    assertThat(thresholds.level(-0.5f)).isZero();
    assertThat(thresholds.level(1.5f)).isEqualTo(thresholds.size());
    assertThat(thresholds.indexOf(0.96251f)).isEqualTo(-1);
  }

  @Test
  void grid_stepsOf001AndFrom09Of0005_areTheNumbersAsTheyAreWritten() {
    Thresholds thresholds = Thresholds.grid();

    assertThat(thresholds.size()).isEqualTo(90 + 21);
    for (String written : List.of("0.0", "0.07", "0.6", "0.9", "0.905", "0.96", "0.995", "1.0")) {
      assertThat(thresholds.indexOf(Float.parseFloat(written))).as(written).isNotNegative();
    }
    assertThat(thresholds.indexOf(0.605f)).isNegative();
  }

  @Test
  void lowest_precisionFallsThenRises_stopsAtTheFall() {
    double[] precisions = {0.2, 1.0, 0.7, 0.9, Double.NaN, 0.95, Double.NaN};

    assertThat(lowest(precisions, 0.9)).hasValue(3);
    assertThat(lowest(precisions, 0.95)).hasValue(5);
    assertThat(lowest(precisions, 0.1)).hasValue(0);
    assertThat(lowest(precisions, 0.99)).isEmpty();
    assertThat(lowest(new double[] {Double.NaN}, 0.5)).isEmpty();
  }

  @Test
  void lowest_surely_asksTheLowerBound() {
    List<OperatingPoint> points =
        List.of(
            point(new Interval(0.99, 0.8, 1)),
            point(new Interval(0.995, 0.97, 1)),
            point(new Interval(1, 0.99, 1)));

    assertThat(LowestThreshold.of(points, 0.97, false)).hasValue(0);
    assertThat(LowestThreshold.of(points, 0.97, true)).hasValue(1);
  }

  private static OptionalInt lowest(double[] precisions, double wanted) {
    List<OperatingPoint> points =
        Arrays.stream(precisions).mapToObj(p -> point(new Interval(p, p, p))).toList();
    return LowestThreshold.of(points, wanted, false);
  }

  private static OperatingPoint point(Interval precision) {
    return new OperatingPoint(1, 2, 1, 2, precision, Interval.NONE, Interval.NONE);
  }

  /** Values of the score interval as R's {@code prop.test(correct = FALSE)} gives them. */
  @Test
  void wilson_knownShares_areAsPublished() {
    assertThat(Interval.wilson(0.1, 10).low()).isCloseTo(0.01787621, within(1e-6));
    assertThat(Interval.wilson(0.1, 10).high()).isCloseTo(0.4041500, within(1e-6));
    assertThat(Interval.wilson(0, 30).low()).isZero();
    assertThat(Interval.wilson(0, 30).high()).isCloseTo(0.1135134, within(1e-6));
    assertThat(Interval.wilson(1, 30).low()).isCloseTo(0.8864866, within(1e-6));
    assertThat(Interval.wilson(0.5, 0)).isEqualTo(Interval.NONE);
  }

  @Test
  void drawnPairs_fewRows_areAllOnce() {
    List<String> pairs = new ArrayList<>();

    DrawnPairs.each(4, 6, 1, "test", (i, j) -> pairs.add(i + "-" + j));

    assertThat(pairs).containsExactly("0-1", "0-2", "0-3", "1-2", "1-3", "2-3");
  }

  @Test
  void drawnPairs_manyRows_areThoseThatCountAndTheSameEachTime() {
    List<List<String>> draws = new ArrayList<>();
    for (int draw = 0; draw < 2; draw++) {
      List<String> pairs = new ArrayList<>();
      DrawnPairs.each(
          1_000, 500, 1, "test", (i, j) -> (i + j) % 2 == 1 && i < j && pairs.add(i + "-" + j));
      draws.add(pairs);
    }

    assertThat(draws.get(0)).hasSize(500).isEqualTo(draws.get(1));
    assertThat(draws.get(0).stream().distinct().count()).isGreaterThan(490);
  }

  @Test
  void shuffledComponents_eachComponent_keepsItsValuesUpToScale() {
    int rows = 200;
    float[] values = new float[rows * 2];
    for (int row = 0; row < rows; row++) { // on the unit circle, within a quarter
      values[2 * row] = (float) Math.cos(row * Math.PI / 2 / rows);
      values[2 * row + 1] = (float) Math.sin(row * Math.PI / 2 / rows);
    }
    float[] before = values.clone();

    float[] shuffled = ShuffledComponents.of(values, rows, 2, 3);

    assertThat(values).isEqualTo(before);
    assertThat(shuffled).isNotEqualTo(before).isEqualTo(ShuffledComponents.of(values, rows, 2, 3));
    // What was tied is tied no more: a ratio can be scaled away, its rows cannot.
    double correlation = 0;
    for (int row = 0; row < rows; row++) {
      double length = Math.hypot(shuffled[2 * row], shuffled[2 * row + 1]);
      assertThat(length).isCloseTo(1, within(1e-6));
      correlation += Math.abs(shuffled[2 * row] - before[2 * row]);
    }
    assertThat(correlation / rows).isGreaterThan(0.1);
  }
}
