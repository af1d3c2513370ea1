package io.gleaner.clustering.kmeans;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.embedding.UnitVectors;
import io.gleaner.clustering.workers.Numbers;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * What one pass of assignments adds up to: for each cluster the sum of its members and their
 * number, and the objective, the sum of similarities. Components are fixed-point numbers, component
 * × 2^30 in a long, so that sums are exact: blocks may be added and partial sums merged in any
 * order. Room for 2^33 unit vectors. Memory: 8 × clusters × (dimension + 1) bytes. Not thread-safe.
 */
public final class ClusterSums {
  private static final double ONE = 1L << 30;
  private static final double SHIFT = 1.5 * (1 << 22);
  private static final long SHIFT_BITS = Double.doubleToRawLongBits(SHIFT);
  private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Float> FLOATS =
      VectorSpecies.of(
          float.class, VectorShape.forBitSize(LONGS.vectorShape().vectorBitSize() / 2));

  private final int dimension;
  private final long[] sums;
  private final long[] members;
  private long objective;

  public ClusterSums(int clusters, int dimension) {
    this.dimension = dimension;
    sums = new long[Math.multiplyExact(clusters, dimension)];
    members = new long[clusters];
  }

  private ClusterSums(int dimension, long[] sums, long[] members) {
    this.dimension = dimension;
    this.sums = sums;
    this.members = members;
  }

  /** Adds each row of {@code block} to its cluster. */
  public void add(EmbeddingBlock block, AssignmentBlock assignments) {
    for (int row = 0; row < block.rows(); row++) {
      int cluster = assignments.clusters()[row];
      add(block.values(), block.offset(row), cluster * dimension);
      members[cluster]++;
      objective += fixed(assignments.similarities()[row]);
    }
  }

  /*
   * A double of [2^22, 2^23) has its last bit at 2^-30. So the bits of 1.5 · 2^22 + x, less the
   * bits of 1.5 · 2^22, are x in fixed point, rounded to the nearest; |x| is at most about 1.
   */
  private void add(float[] values, int from, int to) {
    int whole = LONGS.loopBound(dimension);
    for (int i = 0; i < whole; i += LONGS.length()) {
      LongVector fixed =
          ((DoubleVector)
                  FloatVector.fromArray(FLOATS, values, from + i)
                      .convertShape(VectorOperators.F2D, DOUBLES, 0))
              .add(SHIFT)
              .reinterpretAsLongs()
              .sub(SHIFT_BITS);
      LongVector.fromArray(LONGS, sums, to + i).add(fixed).intoArray(sums, to + i);
    }
    for (int i = whole; i < dimension; i++) {
      sums[to + i] += fixed(values[from + i]);
    }
  }

  private static long fixed(float component) {
    return Double.doubleToRawLongBits(component + SHIFT) - SHIFT_BITS;
  }

  /** Adds what another pass over other rows has added up. */
  public void merge(ClusterSums other) {
    merge(0, other);
  }

  /** Adds what another pass has added up for the clusters from {@code first}. */
  void merge(int first, ClusterSums other) {
    int from = first * dimension;
    for (int i = 0; i < other.sums.length; i++) {
      sums[from + i] += other.sums[i];
    }
    for (int i = 0; i < other.members.length; i++) {
      members[first + i] += other.members[i];
    }
    objective += other.objective;
  }

  /**
   * Returns a copy of the clusters from {@code first} to {@code end}; the first has the objective.
   */
  ClusterSums range(int first, int end) {
    ClusterSums range =
        new ClusterSums(
            dimension,
            Arrays.copyOfRange(sums, first * dimension, end * dimension),
            Arrays.copyOfRange(members, first, end));
    range.objective = first == 0 ? objective : 0;
    return range;
  }

  ClusterSums copy() {
    return range(0, members.length);
  }

  void write(DataOutputStream out) throws IOException {
    out.writeInt(members.length);
    out.writeInt(dimension);
    out.writeLong(objective);
    Numbers.write(out, members);
    Numbers.write(out, sums);
  }

  static ClusterSums read(DataInputStream in) throws IOException {
    int clusters = in.readInt();
    int dimension = in.readInt();
    long objective = in.readLong();
    long[] members = Numbers.readLongs(in, clusters);
    long[] sums = Numbers.readLongs(in, clusters * dimension);
    ClusterSums read = new ClusterSums(dimension, sums, members);
    read.objective = objective;
    return read;
  }

  /** Returns the sum of the similarities of all rows to their centroids. */
  public double objective() {
    return objective / ONE;
  }

  /** Returns how many rows a cluster has. */
  public long members(int cluster) {
    return members[cluster];
  }

  /** Returns one component of a cluster's sum, times 2^30. */
  long sum(int cluster, int component) {
    return sums[cluster * dimension + component];
  }

  /**
   * Returns the clusters' directions: each sum scaled to unit length. A cluster without a direction
   * (no members, or members that cancel) takes the other half of the largest cluster that is not
   * yet halved: that cluster's direction turned a little one way, its own the other way, as Faiss
   * does.
   */
  Centroids centroids() {
    int clusters = members.length;
    float[] values = new float[clusters * dimension];
    boolean[] without = new boolean[clusters];
    for (int cluster = 0; cluster < clusters; cluster++) {
      for (int i = cluster * dimension; i < (cluster + 1) * dimension; i++) {
        values[i] = (float) (sums[i] / ONE);
      }
      without[cluster] =
          members[cluster] == 0 || !UnitVectors.normalise(values, cluster * dimension, dimension);
    }
    long[] size = members.clone();
    for (int cluster = 0; cluster < clusters; cluster++) {
      if (without[cluster]) {
        int donor = largest(size, without);
        if (donor < 0) {
          values[cluster * dimension] = 1; // nothing has a direction: any will do
          continue;
        }
        halve(values, donor, cluster);
        size[cluster] = size[donor] / 2;
        size[donor] -= size[cluster];
        without[cluster] = false;
      }
    }
    return new Centroids(values, dimension);
  }

  private static int largest(long[] size, boolean[] without) {
    int largest = -1;
    for (int cluster = 0; cluster < size.length; cluster++) {
      if (!without[cluster] && (largest < 0 || size[cluster] > size[largest])) {
        largest = cluster;
      }
    }
    return largest;
  }

  private void halve(float[] values, int donor, int empty) {
    float turn = 1f / 1024;
    int from = donor * dimension;
    int to = empty * dimension;
    System.arraycopy(values, from, values, to, dimension);
    for (int i = 0; i < dimension; i++) {
      float sign = i % 2 == 0 ? turn : -turn;
      values[to + i] *= 1 + sign;
      values[from + i] *= 1 - sign;
    }
    UnitVectors.normalise(values, to, dimension);
    UnitVectors.normalise(values, from, dimension);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ClusterSums that
        && objective == that.objective
        && Arrays.equals(sums, that.sums)
        && Arrays.equals(members, that.members);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sums);
  }
}
