package io.gleaner.pipeline.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.apache.beam.sdk.testing.CoderProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdFilterTest {
  private static long[] hashes(String prefix, int ids) {
    return LongStream.range(0, ids).map(i -> IdFilter.hash(prefix + i)).toArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 100, 20_000})
  void mayHold_itsOwnIds_allPassAndFewOthers(int ids) {
    IdFilter filter = IdFilter.of(hashes("in", ids));

    assertThat(LongStream.of(hashes("in", ids)).allMatch(filter::mayHold)).isTrue();
    // (1 - e^(-8/12))^8 is 0.31 %; few ids leave few different probes.
    assertThat(LongStream.of(hashes("out", 100_000)).filter(filter::mayHold).count())
        .isLessThan(ids < 100 ? 1000 : 450);
    assertThat(filter.words().length).isEqualTo((12 * ids + 63) / 64);
  }

  @Test
  void of_idsInAnotherOrderAndSeveralTimes_isTheSame() {
    long[] hashes = hashes("in", 1000);
    long[] again = new long[3000];
    for (int i = 0; i < again.length; i++) {
      again[i] = hashes[(i * 7 + 5) % hashes.length];
    }

    assertThat(IdFilter.of(again).words()).isEqualTo(IdFilter.of(hashes).words());
  }

  @Test
  void of_noIds_nothingPasses() {
    IdFilter filter = IdFilter.of(new long[0]);

    assertThat(LongStream.of(hashes("out", 1000)).noneMatch(filter::mayHold)).isTrue();
  }

  @Test
  void coder_longs_roundTrip() throws Exception {
    CoderProperties.coderDecodeEncodeEqual(LongsCoder.of(), new long[] {1, -1, Long.MIN_VALUE, 0});
  }
}
