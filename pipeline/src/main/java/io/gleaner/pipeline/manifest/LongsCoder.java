package io.gleaner.pipeline.manifest;

import io.gleaner.clustering.workers.Numbers;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;

/** Bytes of an array of longs: its length, then 8 bytes each. */
public final class LongsCoder extends AtomicCoder<long[]> {
  private static final long serialVersionUID = 1L;
  private static final LongsCoder INSTANCE = new LongsCoder();

  private LongsCoder() {}

  public static LongsCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(long[] values, OutputStream stream) throws IOException {
    DataOutputStream out = new DataOutputStream(stream);
    out.writeInt(values.length);
    Numbers.write(out, values);
    out.flush();
  }

  @Override
  public long[] decode(InputStream stream) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    return Numbers.readLongs(in, in.readInt());
  }
}
