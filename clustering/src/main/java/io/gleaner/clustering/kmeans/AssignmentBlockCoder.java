package io.gleaner.clustering.kmeans;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;

/** Writes a block as its number of rows, then row after row. */
public final class AssignmentBlockCoder extends AtomicCoder<AssignmentBlock> {
  private static final AssignmentBlockCoder INSTANCE = new AssignmentBlockCoder();
  private static final StringUtf8Coder TEXT = StringUtf8Coder.of();

  private AssignmentBlockCoder() {}

  public static AssignmentBlockCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(AssignmentBlock block, OutputStream stream) throws IOException {
    DataOutputStream out = new DataOutputStream(stream);
    out.writeInt(block.rows());
    for (int row = 0; row < block.rows(); row++) {
      TEXT.encode(block.ids()[row], out);
      out.writeInt(block.clusters()[row]);
      out.writeFloat(block.similarities()[row]);
    }
  }

  @Override
  public AssignmentBlock decode(InputStream stream) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    int rows = in.readInt();
    String[] ids = new String[rows];
    int[] clusters = new int[rows];
    float[] similarities = new float[rows];
    for (int row = 0; row < rows; row++) {
      ids[row] = TEXT.decode(in);
      clusters[row] = in.readInt();
      similarities[row] = in.readFloat();
    }
    return new AssignmentBlock(ids, clusters, similarities);
  }
}
