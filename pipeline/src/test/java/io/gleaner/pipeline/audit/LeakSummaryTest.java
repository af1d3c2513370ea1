package io.gleaner.pipeline.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeakSummaryTest {
  @ParameterizedTest
  @CsvSource({"0,1", "0,30", "1,30", "11,30", "29,30", "30,30", "3,100000", "99999,100000"})
  void wilson_counts_boundsAreWhereTheScoreTestTurns(long some, long all) {
    LeakSummary.Share share = LeakSummary.wilson(some, all);
    assertThat(share.share()).isEqualTo((double) some / all);
    assertThat(share.low()).isLessThanOrEqualTo(share.share()).isNotNegative();
    assertThat(share.high()).isGreaterThanOrEqualTo(share.share()).isLessThanOrEqualTo(1);
    for (double bound : new double[] {share.low(), share.high()}) {
      if (bound > 0 && bound < 1) {
        double score = (share.share() - bound) / Math.sqrt(bound * (1 - bound) / all);
        assertThat(Math.abs(score)).isCloseTo(1.959964, within(1e-5));
      }
    }
  }

  @Test
  void wilson_noneOfThirty_isBelowAnEighth() {
    assertThat(LeakSummary.wilson(0, 30).low()).isZero();
    assertThat(LeakSummary.wilson(0, 30).high()).isCloseTo(0.1135, within(1e-4));
    assertThat(LeakSummary.wilson(0, 0)).isEqualTo(new LeakSummary.Share(0, 0, 1));
  }
}
