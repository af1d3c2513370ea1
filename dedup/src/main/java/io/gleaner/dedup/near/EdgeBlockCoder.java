package io.gleaner.dedup.near;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.util.VarInt;

/**
 * Writes each id of a block once, where it first occurs, and its number after that: an image of a
 * neighbour graph is in many edges. Reading shares the strings likewise. Deterministic.
 */
public final class EdgeBlockCoder extends AtomicCoder<EdgeBlock> {
  private static final EdgeBlockCoder INSTANCE = new EdgeBlockCoder();
  private static final StringUtf8Coder TEXT = StringUtf8Coder.of();

  private EdgeBlockCoder() {}

  public static EdgeBlockCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(EdgeBlock block, OutputStream out) throws IOException {
    VarInt.encode(block.size(), out);
    Map<String, Integer> numbers = new HashMap<>();
    var data = new DataOutputStream(out);
    for (int i = 0; i < block.size(); i++) {
      encode(block.a(i), numbers, out);
      encode(block.b(i), numbers, out);
      data.writeFloat(block.similarity(i));
    }
    data.flush();
  }

  @Override
  public EdgeBlock decode(InputStream in) throws IOException {
    int size = VarInt.decodeInt(in);
    var ids = new IdReader(in);
    var data = new DataInputStream(in);
    var builder = new EdgeBlock.Builder();
    for (int i = 0; i < size; i++) {
      builder.add(ids.next(), ids.next(), data.readFloat());
    }
    return builder.build();
  }

  /** Writes 0 and the text of an id that is new, its number from 1 of one that came before. */
  private static void encode(String id, Map<String, Integer> numbers, OutputStream out)
      throws IOException {
    Integer number = numbers.putIfAbsent(id, numbers.size() + 1);
    if (number != null) {
      VarInt.encode(number, out);
    } else {
      VarInt.encode(0, out);
      TEXT.encode(id, out);
    }
  }

  /** The other direction of {@link #encode(String, Map, OutputStream)}. */
  private static final class IdReader {
    private final InputStream in;
    private final Map<Integer, String> ids = new HashMap<>();

    IdReader(InputStream in) {
      this.in = in;
    }

    String next() throws IOException {
      int number = VarInt.decodeInt(in);
      if (number != 0) {
        return ids.get(number);
      }
      String id = TEXT.decode(in);
      ids.put(ids.size() + 1, id);
      return id;
    }
  }
}
