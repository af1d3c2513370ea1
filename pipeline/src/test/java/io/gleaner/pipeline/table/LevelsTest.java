package io.gleaner.pipeline.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LevelsTest {
  /** Encodes levels as parquet-java does. */
  static ByteBuffer encode(int[] levels, int largest) throws IOException {
    int width = Integer.SIZE - Integer.numberOfLeadingZeros(largest);
    try (var encoder =
        new RunLengthBitPackingHybridEncoder(width, 64, 1 << 20, new HeapByteBufferAllocator())) {
      for (int level : levels) {
        encoder.writeInt(level);
      }
      return ByteBuffer.wrap(encoder.toBytes().toByteArray());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 7, 8, 200, 300, 70_000})
  void run_randomRuns_givesBackWhatWasEncoded(int largest) throws IOException {
    var random = new SplittableRandom(largest);
    for (int trial = 0; trial < 200; trial++) {
      int[] levels = new int[random.nextInt(1, 600)];
      for (int i = 0; i < levels.length; ) {
        int level = random.nextInt(largest + 1);
        int end = Math.min(levels.length, i + 1 + random.nextInt(random.nextBoolean() ? 3 : 100));
        while (i < end) {
          levels[i++] = level;
        }
      }
      Levels decoded = Levels.of(encode(levels, largest), largest);
      int[] seen = new int[levels.length];
      for (int i = 0; i < seen.length; ) {
        int taken = random.nextInt(1, 1 + Math.min(decoded.run(), seen.length - i));
        for (int end = i + taken; i < end; i++) {
          seen[i] = decoded.level();
        }
        decoded.skip(taken);
      }
      assertThat(seen).as("trial %d", trial).isEqualTo(levels);
    }
  }

  @Test
  void run_pastTheEnd_isAnErrorAndNoLevel() throws IOException {
    Levels levels = Levels.of(encode(new int[] {1, 1, 1, 1, 1, 1, 1, 1, 1}, 1), 1);
    assertThat(levels.run()).isEqualTo(9);
    levels.skip(9);
    assertThatThrownBy(levels::run).isInstanceOf(BufferUnderflowException.class);
  }

  @Test
  void run_groupWithoutItsPadding_givesTheLevelsThatAreThere() {
    Levels levels = Levels.of(ByteBuffer.wrap(new byte[] {3, (byte) 0b11_10_01_00}), 3);
    for (int expected = 0; expected < 4; expected++) {
      levels.run();
      assertThat(levels.level()).isEqualTo(expected);
      levels.skip(1);
    }
  }
}
