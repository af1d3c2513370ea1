package io.gleaner.clustering.workers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8192, 20_000})
  void numbers_arrays_areWhatDataOutputWrites(int length) throws Exception {
    float[] floats = new float[length];
    long[] longs = new long[length];
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    DataOutputStream one = new DataOutputStream(expected);
    for (int i = 0; i < length; i++) {
      floats[i] = (float) Math.sin(i);
      longs[i] = Long.MIN_VALUE + i * 0x123456789L;
      one.writeFloat(floats[i]);
    }
    for (long each : longs) {
      one.writeLong(each);
    }
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    Numbers.write(new DataOutputStream(written), floats);
    Numbers.write(new DataOutputStream(written), longs);

    assertThat(written.toByteArray()).isEqualTo(expected.toByteArray());
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(written.toByteArray()));
    assertThat(Numbers.readFloats(in, length)).isEqualTo(floats);
    assertThat(Numbers.readLongs(in, length)).isEqualTo(longs);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 100_000})
  void counts_ofAnySize_takeABytePerSevenBits(int length) throws Exception {
    int[] counts = new int[length];
    long bytes = 4;
    for (int i = 0; i < length; i++) {
      counts[i] = Integer.MAX_VALUE >>> i % 32;
      bytes += Math.max(1, (31 - i % 32 + 6) / 7);
    }
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    Numbers.writeCounts(new DataOutputStream(written), counts);

    assertThat(written.size()).isEqualTo(bytes);
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(written.toByteArray()));
    assertThat(Numbers.readCounts(in, length)).isEqualTo(counts);
    assertThat(in.read()).isNegative();
  }
}
