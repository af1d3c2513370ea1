package io.gleaner.dedup.near;

import io.gleaner.clustering.workers.Numbers;
import io.gleaner.clustering.workers.RepeatedIds;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import org.apache.beam.sdk.coders.AtomicCoder;

/**
 * Bytes of an {@link EdgeBlock}: the number of edges, the ids of both ends ({@link RepeatedIds}),
 * the similarities. Deterministic.
 */
public final class EdgeBlockCoder extends AtomicCoder<EdgeBlock> {
  private static final EdgeBlockCoder INSTANCE = new EdgeBlockCoder();

  private EdgeBlockCoder() {}

  public static EdgeBlockCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(EdgeBlock block, OutputStream stream) throws IOException {
    int size = block.size();
    DataOutputStream out = new DataOutputStream(stream);
    out.writeInt(size);
    RepeatedIds.write(out, 2 * size, i -> i < size ? block.a(i) : block.b(i - size));
    Numbers.write(out, block.similarities());
    out.flush();
  }

  @Override
  public EdgeBlock decode(InputStream stream) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    int size = in.readInt();
    String[] ids = RepeatedIds.read(in, 2 * size);
    return new EdgeBlock(
        Arrays.copyOf(ids, size),
        Arrays.copyOfRange(ids, size, 2 * size),
        Numbers.readFloats(in, size));
  }
}
