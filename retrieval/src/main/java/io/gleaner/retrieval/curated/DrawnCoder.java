package io.gleaner.retrieval.curated;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;

/** Bytes of a {@link Drawn}: id, then 16 bytes. Deterministic. */
final class DrawnCoder extends AtomicCoder<Drawn> {
  private static final long serialVersionUID = 1L;
  private static final DrawnCoder INSTANCE = new DrawnCoder();
  private static final StringUtf8Coder TEXT = StringUtf8Coder.of();

  private DrawnCoder() {}

  static DrawnCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(Drawn drawn, OutputStream stream) throws IOException {
    TEXT.encode(drawn.id(), stream);
    DataOutputStream out = new DataOutputStream(stream);
    out.writeLong(drawn.hash());
    out.writeInt(drawn.cluster());
    out.writeFloat(drawn.similarity());
    out.flush();
  }

  @Override
  public Drawn decode(InputStream stream) throws IOException {
    String id = TEXT.decode(stream);
    DataInputStream in = new DataInputStream(stream);
    return new Drawn(in.readLong(), id, in.readInt(), in.readFloat());
  }
}
