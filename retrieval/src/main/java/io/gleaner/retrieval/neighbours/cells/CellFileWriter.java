package io.gleaner.retrieval.neighbours.cells;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.util.MimeTypes;

/** Writes the rows of a batch as one {@link CellFile}. Memory: a buffer, and the ids as bytes. */
final class CellFileWriter implements Closeable {
  private static final int BUFFER_BYTES = 1 << 20;

  private final WritableByteChannel channel;
  private final ByteBuffer buffer =
      ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);

  private CellFileWriter(WritableByteChannel channel) {
    this.channel = channel;
  }

  /**
   * Writes a file in one step: aside, under a name that no one else uses, then renamed, so that the
   * file is there whole or not at all, and a second writer of the same batch changes nothing.
   */
  static void write(String path, PlacedRows rows) throws IOException {
    ResourceId target = FileSystems.matchNewResource(path, false);
    ResourceId aside = FileSystems.matchNewResource(path + "." + UUID.randomUUID(), false);
    try (CellFileWriter writer = new CellFileWriter(FileSystems.create(aside, MimeTypes.BINARY))) {
      writer.write(rows);
    }
    FileSystems.rename(List.of(aside), List.of(target));
  }

  private void write(PlacedRows rows) throws IOException {
    byte[][] ids = new byte[rows.rows()][];
    for (int row = 0; row < ids.length; row++) {
      ids[row] = rows.id(row).getBytes(StandardCharsets.UTF_8);
    }
    putInt(CellFile.MAGIC);
    putInt(rows.dimension());
    putInt(rows.cells());
    long offset = CellFile.HEADER_BYTES + Long.BYTES * (2L * rows.cells() + 1);
    for (int slice = 0; slice < 2 * rows.cells(); slice++) {
      putLong(offset);
      offset += bytes(rows, slice, ids);
    }
    putLong(offset);
    for (int slice = 0; slice < 2 * rows.cells(); slice++) {
      if (rows.start(slice) < rows.start(slice + 1)) {
        write(rows, slice, ids);
      }
    }
  }

  private static long bytes(PlacedRows rows, int slice, byte[][] ids) {
    int count = rows.start(slice + 1) - rows.start(slice);
    if (count == 0) {
      return 0;
    }
    return Integer.BYTES * (2L + 2L * count)
        + idBytes(rows, slice, ids)
        + (long) Float.BYTES * count * rows.dimension();
  }

  private static int idBytes(PlacedRows rows, int slice, byte[][] ids) {
    int bytes = 0;
    for (int i = rows.start(slice); i < rows.start(slice + 1); i++) {
      bytes = Math.addExact(bytes, ids[rows.row(i)].length);
    }
    return bytes;
  }

  private void write(PlacedRows rows, int slice, byte[][] ids) throws IOException {
    int from = rows.start(slice);
    int to = rows.start(slice + 1);
    putInt(to - from);
    putInt(idBytes(rows, slice, ids));
    for (int i = from; i < to; i++) {
      putInt(rows.home(rows.row(i)));
    }
    for (int i = from; i < to; i++) {
      putInt(ids[rows.row(i)].length);
    }
    for (int i = from; i < to; i++) {
      put(ids[rows.row(i)]);
    }
    for (int i = from; i < to; i++) {
      put(rows.values(), rows.row(i) * rows.dimension(), rows.dimension());
    }
  }

  private void putInt(int value) throws IOException {
    reserve(Integer.BYTES);
    buffer.putInt(value);
  }

  private void putLong(long value) throws IOException {
    reserve(Long.BYTES);
    buffer.putLong(value);
  }

  private void put(byte[] bytes) throws IOException {
    for (int from = 0; from < bytes.length; ) {
      reserve(1);
      int count = Math.min(buffer.remaining(), bytes.length - from);
      buffer.put(bytes, from, count);
      from += count;
    }
  }

  private void put(float[] values, int from, int count) throws IOException {
    for (int i = 0; i < count; ) {
      reserve(Float.BYTES);
      int some = Math.min(buffer.remaining() / Float.BYTES, count - i);
      buffer.asFloatBuffer().put(values, from + i, some);
      buffer.position(buffer.position() + some * Float.BYTES);
      i += some;
    }
  }

  private void reserve(int bytes) throws IOException {
    if (buffer.remaining() < bytes) {
      drain();
    }
  }

  private void drain() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      drain();
    }
  }
}
