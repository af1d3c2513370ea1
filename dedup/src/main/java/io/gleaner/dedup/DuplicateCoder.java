package io.gleaner.dedup;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;

/** Writes the fields in their order. Deterministic. */
public final class DuplicateCoder extends AtomicCoder<Duplicate> {
  private static final DuplicateCoder INSTANCE = new DuplicateCoder();
  private static final StringUtf8Coder TEXT = StringUtf8Coder.of();
  private static final Kind[] KINDS = Kind.values();

  private DuplicateCoder() {}

  public static DuplicateCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(Duplicate duplicate, OutputStream out) throws IOException {
    TEXT.encode(duplicate.id(), out);
    TEXT.encode(duplicate.keptId(), out);
    var data = new DataOutputStream(out);
    data.writeByte(duplicate.kind().ordinal());
    data.writeFloat(duplicate.similarity());
    data.writeLong(duplicate.componentSize());
    data.flush();
  }

  @Override
  public Duplicate decode(InputStream in) throws IOException {
    String id = TEXT.decode(in);
    String keptId = TEXT.decode(in);
    var data = new DataInputStream(in);
    return new Duplicate(id, keptId, KINDS[data.readByte()], data.readFloat(), data.readLong());
  }
}
