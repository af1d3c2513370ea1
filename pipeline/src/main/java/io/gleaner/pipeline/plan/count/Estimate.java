package io.gleaner.pipeline.plan.count;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.gleaner.pipeline.source.UnitCount;
import java.util.List;

/**
 * A total that is known, or estimated from a simple random sample of shards by the ratio of images
 * to bytes (Cochran, Sampling Techniques, 1977, 6.3): the bytes of all shards are known from their
 * listing, and a shard of twice the bytes holds about twice the images.
 *
 * @param value the total
 * @param margin half the width of the interval that holds the true total in about 95 % of samples;
 *     0 where it was counted
 */
@JsonNaming(SnakeCaseStrategy.class)
public record Estimate(double value, double margin) {
  /** Two-sided 95 % points of Student's t distribution by degrees of freedom, from 1 on. */
  private static final double[] STUDENT = {
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160,
    2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056,
    2.052, 2.048, 2.045, 2.042
  };

  private static final double NORMAL = 1.960;

  static Estimate exactly(long total) {
    return new Estimate(total, 0);
  }

  /** Whether the total was counted; JSON has it as {@code exact}. */
  public boolean isExact() {
    return margin == 0;
  }

  /** Returns the total of two sources that were sampled independently of one another. */
  public Estimate plus(Estimate other) {
    return new Estimate(value + other.value, Math.hypot(margin, other.margin));
  }

  /**
   * Estimates the images of all shards.
   *
   * @param sampled shards that were drawn, each equally likely; at least one
   * @param shards how many there are, at least as many
   * @param bytes of all shards
   */
  static Estimate of(List<UnitCount> sampled, long shards, long bytes) {
    int n = sampled.size();
    double images = sampled.stream().mapToDouble(UnitCount::expected).sum();
    double seen = sampled.stream().mapToDouble(UnitCount::bytes).sum();
    boolean whole = sampled.stream().allMatch(UnitCount::isWhole);
    if (n == shards && whole) {
      return exactly(Math.round(images));
    }
    if (seen == 0) {
      return new Estimate(images / n * shards, images / n * shards);
    }
    double ratio = images / seen;
    double total = n == shards ? images : ratio * bytes;
    if (n == 1) {
      return new Estimate(total, total); // one shard tells nothing of how shards differ
    }
    double squares = 0;
    for (UnitCount shard : sampled) {
      double residual = shard.expected() - ratio * shard.bytes();
      squares += residual * residual;
    }
    double rest = whole ? 1 - (double) n / shards : 1; // what is left to chance
    double error = shards * Math.sqrt(rest * squares / (n - 1) / n);
    double margin = (n - 1 <= STUDENT.length ? STUDENT[n - 2] : NORMAL) * error;
    return new Estimate(total, Math.max(margin, 0.5));
  }
}
