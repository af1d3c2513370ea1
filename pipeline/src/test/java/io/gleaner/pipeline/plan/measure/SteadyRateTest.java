package io.gleaner.pipeline.plan.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.gleaner.pipeline.embed.EmbedSpeed.Moment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SteadyRateTest {
  /** Batches of 10: the first four take 1 s each of two processors, later ones 0.1 s. */
  private static List<Moment> warmingUp(double busy) {
    List<Moment> moments = new ArrayList<>();
    double seconds = 0;
    for (int batch = 1; batch <= 44; batch++) {
      seconds += batch <= 4 ? 1 : 0.1;
      moments.add(new Moment(seconds / busy, 2 * seconds, 10L * batch));
    }
    return moments;
  }

  @Test
  void of_workThatWarmsUp_tellsBothParts() {
    SteadyRate rate = SteadyRate.of(warmingUp(1), 2);
    assertThat(rate.secondsPerImage()).isCloseTo(0.02, offset(1e-9));
    assertThat(rate.warmUpSeconds()).isCloseTo(4 * (2 - 0.2), offset(1e-9));
    assertThat(rate.imagesPerSecond()).isCloseTo(100, offset(1e-6));
    assertThat(rate.share()).isCloseTo(1, offset(1e-9));
  }

  @Test
  void of_busyMachine_tellsTheSameWorkAndTheShare() {
    SteadyRate rate = SteadyRate.of(warmingUp(0.25), 2);
    assertThat(rate.secondsPerImage()).isCloseTo(0.02, offset(1e-9));
    assertThat(rate.imagesPerSecond()).isCloseTo(25, offset(1e-6));
    assertThat(rate.share()).isCloseTo(0.25, offset(1e-9));
  }

  @Test
  void of_twoMoments_isWhatLiesBetween() {
    SteadyRate rate = SteadyRate.of(List.of(new Moment(1, 2, 10), new Moment(10, 5, 40)), 1);
    assertThat(rate.secondsPerImage()).isCloseTo(0.1, offset(1e-9));
    assertThat(rate.warmUpSeconds()).isCloseTo(1, offset(1e-9));
  }
}
