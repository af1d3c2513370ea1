package io.gleaner.pipeline.array;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * The rows of an array, one after the other. Memory: one block of some {@value #BLOCK} bytes, at
 * least a row. Not thread-safe.
 */
public final class ArrayRows implements Closeable {
  private static final int BLOCK = 1 << 20;

  private final String file;
  private final ArrayHeader header;
  private final InputStream stream;
  private final Closeable container;
  private final int rowBytes;
  private ByteBuffer block = ByteBuffer.allocate(0);
  private long left;

  /**
   * @param file names the array in messages
   * @param stream from the first number on
   * @param container is closed with the stream
   */
  ArrayRows(String file, ArrayHeader header, InputStream stream, Closeable container) {
    this.file = file;
    this.header = header;
    this.stream = stream;
    this.container = container;
    rowBytes = Math.multiplyExact(header.dimension(), header.type().bytes());
    left = header.rows();
  }

  public long rows() {
    return header.rows();
  }

  public int dimension() {
    return header.dimension();
  }

  /**
   * Returns the next row in an array of its own, or null after the last.
   *
   * @throws UnreadableArrayException where the file ends before its last row
   */
  public float[] next() throws IOException {
    if (left == 0) {
      return null;
    }
    if (!block.hasRemaining() && rowBytes > 0) {
      int rows = (int) Math.min(left, Math.max(1, BLOCK / rowBytes));
      if (block.capacity() < rows * rowBytes) {
        block = ByteBuffer.allocate(rows * rowBytes).order(header.order());
      }
      block.clear().limit(rows * rowBytes);
      int read = stream.readNBytes(block.array(), 0, rows * rowBytes);
      if (read < rowBytes) {
        throw new UnreadableArrayException(
            file,
            String.format(
                Locale.ROOT, "ends after %d of its %d rows", header.rows() - left, header.rows()));
      }
      block.limit(read - read % rowBytes);
    }
    left--;
    float[] row = new float[header.dimension()];
    header.type().read(block, row);
    return row;
  }

  @Override
  public void close() throws IOException {
    try (stream) {
      container.close();
    }
  }
}
