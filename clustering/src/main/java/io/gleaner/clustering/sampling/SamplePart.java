package io.gleaner.clustering.sampling;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.workers.Numbers;
import io.gleaner.clustering.workers.ScratchFolder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * Some thousand rows of a stored sample and the hashes that they were drawn by: one file of number
 * of rows, dimension, bytes of the ids, hashes, ids, values.
 *
 * @param ids [rows]
 * @param hashes [rows] of {@link Draws}
 * @param values [rows, dimension] row-major
 */
record SamplePart(String[] ids, long[] hashes, float[] values, int dimension) {

  /** The hashes and ids alone, which are read without the values behind them. */
  record Keys(String[] ids, long[] hashes, int dimension) {}

  void write(ScratchFolder folder, String name) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream texts = new DataOutputStream(bytes);
    for (String id : ids) {
      texts.writeUTF(id);
    }
    folder.write(
        name,
        out -> {
          out.writeInt(ids.length);
          out.writeInt(dimension);
          out.writeInt(bytes.size());
          Numbers.write(out, hashes);
          bytes.writeTo(out);
          Numbers.write(out, values);
        });
  }

  static Keys readKeys(ScratchFolder folder, String name) throws IOException {
    try (DataInputStream in = folder.open(name)) {
      return keys(in);
    }
  }

  static SamplePart read(ScratchFolder folder, String name) throws IOException {
    try (DataInputStream in = folder.open(name)) {
      Keys keys = keys(in);
      return new SamplePart(
          keys.ids,
          keys.hashes,
          Numbers.readFloats(in, keys.ids.length * keys.dimension),
          keys.dimension);
    }
  }

  private static Keys keys(DataInputStream in) throws IOException {
    int rows = in.readInt();
    int dimension = in.readInt();
    int bytes = in.readInt();
    long[] hashes = Numbers.readLongs(in, rows);
    DataInputStream texts = new DataInputStream(new ByteArrayInputStream(in.readNBytes(bytes)));
    String[] ids = new String[rows];
    for (int i = 0; i < rows; i++) {
      ids[i] = texts.readUTF();
    }
    return new Keys(ids, hashes, dimension);
  }

  /** Returns the rows up to (hash, id). */
  EmbeddingBlock upTo(long hash, String id) {
    int kept = 0;
    int[] rows = new int[ids.length];
    for (int row = 0; row < ids.length; row++) {
      int order = Long.compareUnsigned(hashes[row], hash);
      if (order < 0 || (order == 0 && ids[row].compareTo(id) <= 0)) {
        rows[kept++] = row;
      }
    }
    if (kept == ids.length) {
      return new EmbeddingBlock(ids, values, dimension);
    }
    String[] names = new String[kept];
    float[] vectors = new float[kept * dimension];
    for (int i = 0; i < kept; i++) {
      names[i] = ids[rows[i]];
      System.arraycopy(values, rows[i] * dimension, vectors, i * dimension, dimension);
    }
    return new EmbeddingBlock(names, vectors, dimension);
  }
}
