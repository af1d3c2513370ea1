package io.gleaner.clustering.kmeans;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;

/** Writes sums as clusters, dimension, objective, members, sums. */
final class ClusterSumsCoder extends AtomicCoder<ClusterSums> {
  private static final ClusterSumsCoder INSTANCE = new ClusterSumsCoder();

  private ClusterSumsCoder() {}

  static ClusterSumsCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(ClusterSums sums, OutputStream stream) throws IOException {
    sums.write(new DataOutputStream(stream));
  }

  @Override
  public ClusterSums decode(InputStream stream) throws IOException {
    return ClusterSums.read(new DataInputStream(stream));
  }
}
