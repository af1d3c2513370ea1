package io.gleaner.clustering.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnitVectorsTest {
  @Test
  void normalise_vectorWithADirection_hasLengthOne() {
    float[] values = {9, 3, 4, 9};
    assertThat(UnitVectors.normalise(values, 1, 2)).isTrue();
    assertThat(values).containsExactly(9, 0.6f, 0.8f, 9);
  }

  @Test
  void normalise_hugeAndTinyComponents_neitherOverflowNorVanish() {
    for (float size : new float[] {1e-30f, 1e30f, Float.MAX_VALUE}) {
      float[] values = {size, size};
      assertThat(UnitVectors.normalise(values, 0, 2)).as("%s", size).isTrue();
      assertThat(values).containsExactly(0.70710677f, 0.70710677f);
    }
  }

  @Test
  void normalise_vectorWithoutADirection_isLeftAlone() {
    for (float[] values :
        new float[][] {{0, 0}, {-0f, 0}, {Float.NaN, 1}, {1, Float.POSITIVE_INFINITY}}) {
      float[] before = values.clone();
      assertThat(UnitVectors.normalise(values, 0, 2)).isFalse();
      assertThat(values).isEqualTo(before);
    }
  }
}
