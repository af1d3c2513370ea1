package io.gleaner.clustering.workers;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

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
}
