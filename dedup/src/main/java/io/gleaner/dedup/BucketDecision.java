package io.gleaner.dedup;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/**
 * What was decided on some components of the pool's graph, all of each.
 *
 * @param bucket names them, 0 or more
 * @param decision in the order of {@link Decision}
 * @param tables [duplicates] the number of the table that each image that leaves is in
 */
public record BucketDecision(int bucket, Decision decision, int[] tables) {
  public BucketDecision {
    Objects.checkIndex(bucket, Integer.MAX_VALUE);
    if (tables.length != decision.duplicates().size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "bucket %d has tables of %d images, must be %d",
              bucket,
              tables.length,
              decision.duplicates().size()));
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BucketDecision that
        && bucket == that.bucket
        && decision.equals(that.decision)
        && Arrays.equals(tables, that.tables);
  }

  @Override
  public int hashCode() {
    return Objects.hash(bucket, decision, Arrays.hashCode(tables));
  }
}
