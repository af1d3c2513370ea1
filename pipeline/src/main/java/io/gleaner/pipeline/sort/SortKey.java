package io.gleaner.pipeline.sort;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Bytes that compare, as unsigned ones, as the values do that were added, the first value first.
 * Values of equal keys must be added by the same calls.
 */
public final class SortKey {
  private static final int NULL_FIRST = 0;
  private static final int PRESENT = 1;
  private static final int NULL_LAST = 2;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);

  /** Adds a text, ordered by its code points; null comes after all others. */
  public SortKey text(String value) {
    if (value == null) {
      bytes.write(NULL_LAST);
      return this;
    }
    bytes.write(PRESENT);
    for (byte each : value.getBytes(StandardCharsets.UTF_8)) {
      bytes.write(each);
      if (each == 0) {
        bytes.write(1); // 0 1 stands for 0, so that 0 0 is the end
      }
    }
    bytes.write(0);
    bytes.write(0);
    return this;
  }

  /** Adds a number; null comes before all others. */
  public SortKey number(Number value) {
    if (value == null) {
      bytes.write(NULL_FIRST);
      return this;
    }
    bytes.write(PRESENT);
    long ordered = value.longValue() ^ Long.MIN_VALUE; // negative ones first
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes.write((int) (ordered >>> shift));
    }
    return this;
  }

  /** Adds bytes, of the same length in all keys. */
  public SortKey bytes(byte[] value) {
    bytes.writeBytes(value);
    return this;
  }

  /** Returns the key. */
  public byte[] toBytes() {
    return bytes.toByteArray();
  }
}
