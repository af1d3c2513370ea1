package io.gleaner.retrieval.curated;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;

/** Bytes of a {@link Retrieval}: its components in order. Deterministic. */
public final class RetrievalCoder extends AtomicCoder<Retrieval> {
  private static final long serialVersionUID = 1L;
  private static final RetrievalCoder INSTANCE = new RetrievalCoder();
  private static final Coder<String> STRINGS = StringUtf8Coder.of();
  private static final Coder<String> NULLABLE = NullableCoder.of(StringUtf8Coder.of());
  private static final Mode[] MODES = Mode.values();

  private RetrievalCoder() {}

  public static RetrievalCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(Retrieval retrieval, OutputStream stream) throws IOException {
    STRINGS.encode(retrieval.id(), stream);
    STRINGS.encode(retrieval.set(), stream);
    NULLABLE.encode(retrieval.queryId(), stream);
    DataOutputStream out = new DataOutputStream(stream);
    out.writeByte(retrieval.mode().ordinal());
    out.writeInt(retrieval.rank());
    out.writeFloat(retrieval.similarity());
    out.writeInt(retrieval.cluster());
    out.flush();
  }

  @Override
  public Retrieval decode(InputStream stream) throws IOException {
    String id = STRINGS.decode(stream);
    String set = STRINGS.decode(stream);
    String queryId = NULLABLE.decode(stream);
    DataInputStream in = new DataInputStream(stream);
    Mode mode = MODES[in.readByte()];
    return new Retrieval(id, set, mode, queryId, in.readInt(), in.readFloat(), in.readInt());
  }
}
