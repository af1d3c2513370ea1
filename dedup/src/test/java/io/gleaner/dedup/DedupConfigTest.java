package io.gleaner.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DedupConfigTest {
  @Test
  void defaults_areThePapers() {
    assertThat(DedupConfig.DEFAULTS)
        .isEqualTo(
            new DedupConfig(
                64,
                0.6f,
                OptionalDouble.empty(),
                4,
                List.of(Keep.PIXELS, Keep.BYTES, Keep.ID),
                OptionalLong.empty(),
                OnLargeComponent.SPLIT,
                0.45f));
  }

  @Test
  void withers_setEveryKey() {
    DedupConfig config =
        DedupConfig.DEFAULTS
            .withNeighbours(8)
            .withThreshold(0.7f)
            .withAgainstThreshold(0.5f)
            .withFloor(0.3)
            .withPerceptualDistance(2)
            .withKeep(List.of(Keep.BYTES))
            .withLargestComponent(10)
            .withOnLargeComponent(OnLargeComponent.FAIL);
    assertThat(config)
        .isEqualTo(
            new DedupConfig(
                8,
                0.7f,
                OptionalDouble.of(0.3),
                2,
                List.of(Keep.BYTES),
                OptionalLong.of(10),
                OnLargeComponent.FAIL,
                0.5f));
  }

  @Test
  void storedFloor_absent_isATenthBelowTheSmallerThreshold() {
    assertThat(DedupConfig.DEFAULTS.storedFloor()).isEqualTo(0.35f);
    assertThat(DedupConfig.DEFAULTS.withThreshold(0.3f).storedFloor()).isEqualTo(0.2f);
    assertThat(DedupConfig.DEFAULTS.withThreshold(-0.95f).storedFloor()).isEqualTo(-1);
    assertThat(DedupConfig.DEFAULTS.withFloor(0.45f).storedFloor()).isEqualTo(0.45f);
  }

  @Test
  void limit_absent_isTheLargerOfAThousandAndOnePerCent() {
    assertThat(DedupConfig.DEFAULTS.limit(0)).isEqualTo(1_000);
    assertThat(DedupConfig.DEFAULTS.limit(1_300_000_000)).isEqualTo(13_000_000);
    assertThat(DedupConfig.DEFAULTS.withLargestComponent(5).limit(1_300_000_000)).isEqualTo(5);
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        refusal("neighbours is 0, must be 1 to 1024", c -> c.withNeighbours(0)),
        refusal("neighbours is 1025, must be 1 to 1024", c -> c.withNeighbours(1025)),
        refusal("threshold is NaN, must be -1 to 1", c -> c.withThreshold(Float.NaN)),
        refusal("threshold is 1.5, must be -1 to 1", c -> c.withThreshold(1.5f)),
        refusal("againstThreshold is -2.0, must be -1 to 1", c -> c.withAgainstThreshold(-2)),
        refusal(
            "floor is 0.5, must be -1 to 0.45, the smaller of threshold and againstThreshold",
            c -> c.withFloor(0.5)),
        refusal(
            "floor is NaN, must be -1 to 0.45, the smaller of threshold and againstThreshold",
            c -> c.withFloor(Double.NaN)),
        refusal(
            "perceptualDistance is 17, must be 0 to 16, or -1 for none",
            c -> c.withPerceptualDistance(17)),
        refusal(
            "keep is [ID, ID], must be PIXELS, BYTES, ID, each at most once",
            c -> c.withKeep(List.of(Keep.ID, Keep.ID))),
        refusal("largestComponent is 0, must be at least 1", c -> c.withLargestComponent(0)),
        refusal(
            "onLargeComponent is null, must be SPLIT, KEEP or FAIL",
            c -> c.withOnLargeComponent(null)));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void constructor_valueOutOfRange_saysWhatIsAllowed(
      String message, UnaryOperator<DedupConfig> change) {
    assertThatThrownBy(() -> change.apply(DedupConfig.DEFAULTS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  private static Arguments refusal(String message, UnaryOperator<DedupConfig> change) {
    return Arguments.of(message, change);
  }
}
