package io.gleaner.retrieval.neighbours;

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
 * Bytes of a {@link NeighbourBlock}: the numbers of rows and entries, the length of each list, the
 * ids of queries and neighbours ({@link RepeatedIds}), the similarities. Deterministic.
 */
public final class NeighbourBlockCoder extends AtomicCoder<NeighbourBlock> {
  private static final long serialVersionUID = 1L;
  private static final NeighbourBlockCoder INSTANCE = new NeighbourBlockCoder();

  private NeighbourBlockCoder() {}

  public static NeighbourBlockCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(NeighbourBlock block, OutputStream stream) throws IOException {
    int rows = block.rows();
    DataOutputStream out = new DataOutputStream(stream);
    out.writeInt(rows);
    out.writeInt(block.entries());
    int[] sizes = new int[rows];
    Arrays.setAll(sizes, block::size);
    Numbers.writeCounts(out, sizes);
    RepeatedIds.write(
        out, rows + block.entries(), i -> i < rows ? block.query(i) : block.id(i - rows));
    Numbers.write(out, block.similarities());
    out.flush();
  }

  @Override
  public NeighbourBlock decode(InputStream stream) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    int rows = in.readInt();
    int entries = in.readInt();
    int[] sizes = Numbers.readCounts(in, rows);
    int[] starts = new int[rows + 1];
    for (int row = 0; row < rows; row++) {
      starts[row + 1] = starts[row] + sizes[row];
    }
    String[] ids = RepeatedIds.read(in, rows + entries);
    return new NeighbourBlock(
        Arrays.copyOf(ids, rows),
        starts,
        Arrays.copyOfRange(ids, rows, rows + entries),
        Numbers.readFloats(in, entries));
  }
}
