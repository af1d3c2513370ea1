package io.gleaner.pipeline.audit;

import io.gleaner.dedup.calibration.Interval;
import java.util.EnumMap;
import java.util.Map;

/**
 * How many of the audited pictures are where.
 *
 * @param counts by decision and evidence, pictures without evidence under {@code null}
 */
public record LeakSummary(Map<Decision, Long> counts, Map<Decision, Map<Evidence, Long>> evidence) {
  /** A share and the bounds of its 95 % interval, all 0 to 1. */
  public record Share(double share, double low, double high) {}

  /** Counts pictures one by one. Not thread-safe. */
  static final class Tally {
    private final Map<Decision, Long> counts = new EnumMap<>(Decision.class);
    private final Map<Decision, Map<Evidence, Long>> evidence = new EnumMap<>(Decision.class);

    void add(AuditRow row) {
      counts.merge(row.decision(), 1L, Long::sum);
      if (row.evidence() != null) {
        evidence
            .computeIfAbsent(row.decision(), none -> new EnumMap<>(Evidence.class))
            .merge(row.evidence(), 1L, Long::sum);
      }
    }

    LeakSummary summary() {
      return new LeakSummary(counts, evidence);
    }
  }

  public long count(Decision decision) {
    return counts.getOrDefault(decision, 0L);
  }

  public long count(Decision decision, Evidence by) {
    return evidence.getOrDefault(decision, Map.of()).getOrDefault(by, 0L);
  }

  /** Returns how many pictures could be looked for. */
  public long read() {
    return counts.values().stream().mapToLong(Long::longValue).sum() - count(Decision.REJECTED);
  }

  /** Returns the share of a decision among the pictures that could be looked for. */
  public Share share(Decision decision) {
    return wilson(count(decision), read());
  }

  /**
   * Returns a share with its score interval (Wilson 1927), which holds for few pictures and for
   * shares of 0 and 1 too; of nothing, 0 within 0 to 1.
   */
  static Share wilson(long some, long all) {
    if (all == 0) {
      return new Share(0, 0, 1);
    }
    Interval interval = Interval.wilson((double) some / all, all);
    return new Share(interval.value(), interval.low(), interval.high());
  }
}
