package io.gleaner.dedup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.util.VarInt;

/** Writes the number of images, then one after the other. Deterministic. */
public final class CandidateBlockCoder extends AtomicCoder<CandidateBlock> {
  private static final CandidateBlockCoder INSTANCE = new CandidateBlockCoder();
  private static final StringUtf8Coder TEXT = StringUtf8Coder.of();

  private CandidateBlockCoder() {}

  public static CandidateBlockCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(CandidateBlock block, OutputStream out) throws IOException {
    VarInt.encode(block.size(), out);
    for (int i = 0; i < block.size(); i++) {
      TEXT.encode(block.id(i), out);
      VarInt.encode(block.pixels(i), out);
      VarInt.encode(block.bytes(i), out);
      VarInt.encode(block.table(i) - CandidateBlock.EVALUATION, out);
    }
  }

  @Override
  public CandidateBlock decode(InputStream in) throws IOException {
    var block = new CandidateBlock.Builder();
    int size = VarInt.decodeInt(in);
    for (int i = 0; i < size; i++) {
      block.add(
          TEXT.decode(in),
          VarInt.decodeLong(in),
          VarInt.decodeLong(in),
          VarInt.decodeInt(in) + CandidateBlock.EVALUATION);
    }
    return block.build();
  }
}
