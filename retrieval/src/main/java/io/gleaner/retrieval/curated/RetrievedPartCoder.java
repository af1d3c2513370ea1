package io.gleaner.retrieval.curated;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.util.VarInt;

/** Bytes of a {@link RetrievedPart}: its components in order. Deterministic. */
public final class RetrievedPartCoder extends AtomicCoder<RetrievedPart> {
  private static final long serialVersionUID = 1L;
  private static final RetrievedPartCoder INSTANCE = new RetrievedPartCoder();
  private static final StringUtf8Coder TEXT = StringUtf8Coder.of();
  private static final Mode[] MODES = Mode.values();

  private RetrievedPartCoder() {}

  public static RetrievedPartCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(RetrievedPart part, OutputStream stream) throws IOException {
    TEXT.encode(part.set(), stream);
    VarInt.encode(part.mode().ordinal(), stream);
    VarInt.encode(part.part(), stream);
    VarInt.encode(part.parts(), stream);
  }

  @Override
  public RetrievedPart decode(InputStream stream) throws IOException {
    String set = TEXT.decode(stream);
    Mode mode = MODES[VarInt.decodeInt(stream)];
    int part = VarInt.decodeInt(stream);
    return new RetrievedPart(set, mode, part, VarInt.decodeInt(stream));
  }

  @Override
  public void verifyDeterministic() {}
}
