package io.gleaner.retrieval.neighbours.cells;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.beam.sdk.io.FileSystems;

/**
 * Reads the slices of a cell from one batch's file: its base rows, and the queries that visit it.
 * Temporary, of no other version than this code's. Not thread-safe.
 *
 * <pre>
 * file    magic, dimension, cells: 3 int; offsets: 2 × cells + 1 long; slices: base of cell 0,
 *         queries of cell 0, base of cell 1, ...
 * slice   empty, or rows, bytes of ids: 2 int; homes: rows int; bytes of each id: rows int; ids:
 *         UTF-8; vectors: rows × dimension float
 * </pre>
 *
 * All little-endian.
 */
public final class CellFile implements Closeable {
  static final int MAGIC = 0x314c4c43;
  static final int HEADER_BYTES = 3 * Integer.BYTES;

  private final String path;
  private final SeekableByteChannel channel;
  private final int dimension;
  private final int cells;

  private CellFile(String path, SeekableByteChannel channel) throws IOException {
    this.path = path;
    this.channel = channel;
    ByteBuffer header = read(0, HEADER_BYTES);
    if (header.getInt() != MAGIC) {
      throw new IOException(path + " is not a file of cells, or of another version");
    }
    dimension = header.getInt();
    cells = header.getInt();
  }

  /** Opens a file, on any file system whose files can be read from any place. */
  public static CellFile open(String path) throws IOException {
    ReadableByteChannel channel = FileSystems.open(FileSystems.matchNewResource(path, false));
    if (channel instanceof SeekableByteChannel seekable) {
      try {
        return new CellFile(path, seekable);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    }
    channel.close();
    throw new IOException(
        path + " can only be read from start to end, cells need a file system that can seek");
  }

  /** Returns the rows that are at home in a cell, or null where there are none. */
  public CellRows base(int cell) throws IOException {
    return slice(2L * cell);
  }

  /** Returns the queries that visit a cell, or null where there are none. */
  public CellRows queries(int cell) throws IOException {
    return slice(2L * cell + 1);
  }

  private CellRows slice(long number) throws IOException {
    if (number >= 2L * cells) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "cell is %d, %s has %d", number / 2, path, cells));
    }
    ByteBuffer offsets = read(HEADER_BYTES + number * Long.BYTES, 2 * Long.BYTES);
    long from = offsets.getLong();
    long to = offsets.getLong();
    return from == to ? null : parse(read(from, Math.toIntExact(to - from)));
  }

  private CellRows parse(ByteBuffer slice) {
    int rows = slice.getInt();
    byte[] text = new byte[slice.getInt()];
    int[] homes = new int[rows];
    for (int row = 0; row < rows; row++) {
      homes[row] = slice.getInt();
    }
    int[] lengths = new int[rows];
    for (int row = 0; row < rows; row++) {
      lengths[row] = slice.getInt();
    }
    slice.get(text);
    String[] ids = new String[rows];
    for (int row = 0, at = 0; row < rows; at += lengths[row++]) {
      ids[row] = new String(text, at, lengths[row], StandardCharsets.UTF_8);
    }
    float[] values = new float[rows * dimension];
    slice.asFloatBuffer().get(values);
    return new CellRows(ids, values, dimension, homes);
  }

  private ByteBuffer read(long from, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    channel.position(from);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes) < 0) {
        throw new EOFException(
            String.format(Locale.ROOT, "%s ends %d bytes early", path, bytes.remaining()));
      }
    }
    return bytes.flip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
