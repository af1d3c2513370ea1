package io.gleaner.dedup.contraction;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.util.VarInt;

/** Writes the number of links, then 16 bytes for each. Deterministic. */
public final class LinkBlockCoder extends AtomicCoder<LinkBlock> {
  private static final LinkBlockCoder INSTANCE = new LinkBlockCoder();
  private static final int LINK = 2 * Long.BYTES;
  private static final int LINKS_PER_BUFFER = 1 << 12;

  private LinkBlockCoder() {}

  public static LinkBlockCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(LinkBlock block, OutputStream out) throws IOException {
    VarInt.encode(block.size(), out);
    ByteBuffer buffer = ByteBuffer.allocate(LINK * Math.min(LINKS_PER_BUFFER, block.size()));
    for (int from = 0; from < block.size(); from += LINKS_PER_BUFFER) {
      int to = Math.min(block.size(), from + LINKS_PER_BUFFER);
      buffer.clear();
      for (int i = from; i < to; i++) {
        buffer.putLong(block.smaller(i)).putLong(block.larger(i));
      }
      out.write(buffer.array(), 0, buffer.position());
    }
  }

  @Override
  public LinkBlock decode(InputStream in) throws IOException {
    int size = VarInt.decodeInt(in);
    var builder = new LinkBlock.Builder(size);
    byte[] bytes = new byte[LINK * Math.min(LINKS_PER_BUFFER, size)];
    for (int from = 0; from < size; from += LINKS_PER_BUFFER) {
      int links = Math.min(size - from, LINKS_PER_BUFFER);
      if (in.readNBytes(bytes, 0, LINK * links) < LINK * links) {
        throw new EOFException(
            String.format(Locale.ROOT, "a block of %d links ends after fewer", size));
      }
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      for (int i = 0; i < links; i++) {
        builder.add(buffer.getLong(), buffer.getLong());
      }
    }
    return builder.build();
  }
}
