package io.gleaner.clustering.workers;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Arrays of numbers in files and elements: big-endian, some thousand at a time. */
public final class Numbers {
  private static final int AT_ONCE = 8192;

  private Numbers() {}

  public static void write(DataOutputStream out, float[] values) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(4 * Math.min(AT_ONCE, values.length));
    for (int from = 0; from < values.length; from += AT_ONCE) {
      int count = Math.min(AT_ONCE, values.length - from);
      buffer.asFloatBuffer().put(values, from, count);
      out.write(buffer.array(), 0, 4 * count);
    }
  }

  public static void write(DataOutputStream out, long[] values) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(8 * Math.min(AT_ONCE, values.length));
    for (int from = 0; from < values.length; from += AT_ONCE) {
      int count = Math.min(AT_ONCE, values.length - from);
      buffer.asLongBuffer().put(values, from, count);
      out.write(buffer.array(), 0, 8 * count);
    }
  }

  public static float[] readFloats(DataInputStream in, int length) throws IOException {
    float[] values = new float[length];
    ByteBuffer buffer = ByteBuffer.allocate(4 * Math.min(AT_ONCE, length));
    for (int from = 0; from < length; from += AT_ONCE) {
      int count = Math.min(AT_ONCE, length - from);
      in.readFully(buffer.array(), 0, 4 * count);
      buffer.asFloatBuffer().get(values, from, count);
    }
    return values;
  }

  public static long[] readLongs(DataInputStream in, int length) throws IOException {
    long[] values = new long[length];
    ByteBuffer buffer = ByteBuffer.allocate(8 * Math.min(AT_ONCE, length));
    for (int from = 0; from < length; from += AT_ONCE) {
      int count = Math.min(AT_ONCE, length - from);
      in.readFully(buffer.array(), 0, 8 * count);
      buffer.asLongBuffer().get(values, from, count);
    }
    return values;
  }

  /** Writes numbers of at least 0, small ones in fewer bytes: seven bits in each. */
  public static void writeCounts(DataOutputStream out, int[] values) throws IOException {
    byte[] bytes = new byte[Math.addExact(values.length, Math.min(values.length, 1 << 16))];
    int size = 0;
    for (int value : values) {
      if (bytes.length - size < 5) {
        bytes = Arrays.copyOf(bytes, Math.addExact(size, size / 2 + 5));
      }
      for (; value > 0x7f; value >>>= 7) {
        bytes[size++] = (byte) (value | 0x80);
      }
      bytes[size++] = (byte) value;
    }
    out.writeInt(size);
    out.write(bytes, 0, size);
  }

  public static int[] readCounts(DataInputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(in.readInt());
    int[] values = new int[length];
    int at = 0;
    for (int i = 0; i < length; i++) {
      int value = 0;
      int shift = 0;
      for (; bytes[at] < 0; shift += 7) {
        value |= (bytes[at++] & 0x7f) << shift;
      }
      values[i] = value | bytes[at++] << shift;
    }
    return values;
  }
}
