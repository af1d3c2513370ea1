package io.gleaner.retrieval.neighbours;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteDotProductTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 15, 16, 17, 31, 384, 511, 1280})
  void vector_everyLength_equalsScalar(int dimension) {
    SplittableRandom random = new SplittableRandom(dimension);
    byte[] a = new byte[dimension];
    byte[] b = new byte[dimension];
    for (int trial = 0; trial < 100; trial++) {
      random.nextBytes(a);
      random.nextBytes(b);
      assertThat(ByteDotProduct.vector(a, b)).isEqualTo(ByteDotProduct.scalar(a, b));
    }
  }

  @Test
  void of_longestWithLargestComponents_doesNotOverflow() {
    byte[] largest = new byte[130_000];
    Arrays.fill(largest, (byte) -127);

    assertThat(ByteDotProduct.of(largest, largest)).isEqualTo(130_000 * 127 * 127);
  }
}
