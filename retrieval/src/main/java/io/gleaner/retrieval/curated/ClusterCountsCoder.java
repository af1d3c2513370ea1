package io.gleaner.retrieval.curated;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.util.VarInt;

/** Bytes of {@link ClusterCounts}: for each cluster that holds images its number and how many. */
public final class ClusterCountsCoder extends AtomicCoder<ClusterCounts> {
  private static final long serialVersionUID = 1L;
  private static final ClusterCountsCoder INSTANCE = new ClusterCountsCoder();

  private ClusterCountsCoder() {}

  public static ClusterCountsCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(ClusterCounts counts, OutputStream stream) throws IOException {
    VarInt.encode(counts.holding(0).cardinality(), stream);
    for (int cluster : counts.holding(0).stream().toArray()) {
      VarInt.encode(cluster, stream);
      VarInt.encode(counts.count(cluster), stream);
    }
  }

  @Override
  public ClusterCounts decode(InputStream stream) throws IOException {
    ClusterCounts counts = new ClusterCounts();
    for (int entries = VarInt.decodeInt(stream); entries > 0; entries--) {
      int cluster = VarInt.decodeInt(stream);
      counts.add(cluster, VarInt.decodeLong(stream));
    }
    return counts;
  }
}
