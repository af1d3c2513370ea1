package io.gleaner.retrieval.neighbours;

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
 * Bytes of a {@link NeighbourBlock}: queries, list lengths, each distinct neighbour once, then for
 * each entry the number of its neighbour and its similarity. Deterministic; an image that many
 * queries share is written and held once.
 */
public final class NeighbourBlockCoder extends AtomicCoder<NeighbourBlock> {
  private static final long serialVersionUID = 1L;
  private static final NeighbourBlockCoder INSTANCE = new NeighbourBlockCoder();
  private static final StringUtf8Coder STRINGS = StringUtf8Coder.of();

  private NeighbourBlockCoder() {}

  public static NeighbourBlockCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(NeighbourBlock block, OutputStream stream) throws IOException {
    VarInt.encode(block.rows(), stream);
    for (int row = 0; row < block.rows(); row++) {
      STRINGS.encode(block.query(row), stream);
      VarInt.encode(block.size(row), stream);
    }
    Map<String, Integer> numbers = new HashMap<>();
    int[] entries = new int[block.entries()];
    for (int entry = 0; entry < entries.length; entry++) {
      Integer known = numbers.putIfAbsent(block.id(entry), numbers.size());
      entries[entry] = known == null ? numbers.size() - 1 : known;
    }
    VarInt.encode(numbers.size(), stream);
    int written = 0;
    for (int entry = 0; entry < entries.length; entry++) {
      if (entries[entry] == written) { // its first appearance
        STRINGS.encode(block.id(entry), stream);
        written++;
      }
    }
    DataOutputStream out = new DataOutputStream(stream);
    for (int entry = 0; entry < entries.length; entry++) {
      VarInt.encode(entries[entry], stream);
      out.writeFloat(block.similarity(entry));
    }
    out.flush();
  }

  @Override
  public NeighbourBlock decode(InputStream stream) throws IOException {
    String[] queries = new String[VarInt.decodeInt(stream)];
    int[] starts = new int[queries.length + 1];
    for (int row = 0; row < queries.length; row++) {
      queries[row] = STRINGS.decode(stream);
      starts[row + 1] = starts[row] + VarInt.decodeInt(stream);
    }
    String[] distinct = new String[VarInt.decodeInt(stream)];
    for (int number = 0; number < distinct.length; number++) {
      distinct[number] = STRINGS.decode(stream);
    }
    String[] ids = new String[starts[queries.length]];
    float[] similarities = new float[ids.length];
    DataInputStream in = new DataInputStream(stream);
    for (int entry = 0; entry < ids.length; entry++) {
      ids[entry] = distinct[VarInt.decodeInt(stream)];
      similarities[entry] = in.readFloat();
    }
    return new NeighbourBlock(queries, starts, ids, similarities);
  }
}
