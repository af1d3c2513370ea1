package io.gleaner.pipeline.table;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The repetition or definition levels of one Parquet page, run by run: a vector of hundreds of
 * components is a handful of runs. Reads Parquet's hybrid of run lengths and bit-packed groups of
 * eight. Does not know where the page ends: its last group may be padded. Not thread-safe.
 */
final class Levels {
  private final ByteBuffer bytes;
  private final int width;
  private final long ones; // the level 1 again and again, bit-packed
  private int level;
  private int run;
  private int packed; // levels left of the bit-packed groups
  private int packedBytes; // of which so many are left in bytes, and the next ones are in bits
  private long bits;
  private int bitCount;

  private Levels(ByteBuffer bytes, int width, int run) {
    this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
    this.width = width;
    this.run = run;
    long once = 0;
    for (int shift = 0; width > 0 && shift < Long.SIZE; shift += width) {
      once |= 1L << shift;
    }
    ones = once;
  }

  /**
   * @param largest level of the column; where it is 0, nothing is stored
   */
  static Levels of(ByteBuffer bytes, int largest) {
    int width = Integer.SIZE - Integer.numberOfLeadingZeros(largest);
    return new Levels(bytes, width, width == 0 ? Integer.MAX_VALUE : 0);
  }

  /** Returns how many entries have the same level from here on: at least 1. */
  int run() {
    while (run == 0) {
      load();
    }
    return run;
  }

  /** Returns the level of the entries of {@link #run}, which was called before. */
  int level() {
    return level;
  }

  /** Goes past some entries of {@link #run}. */
  void skip(int entries) {
    run -= entries;
  }

  private void load() {
    if (packed > 0) {
      unpack();
      return;
    }
    int header = readVarInt();
    if ((header & 1) == 1) {
      packed = Math.multiplyExact(header >>> 1, 8);
      packedBytes = Math.multiplyExact(header >>> 1, width);
    } else {
      run = header >>> 1;
      level = 0;
      for (int shift = 0; shift < width; shift += Byte.SIZE) {
        level |= (bytes.get() & 0xFF) << shift;
      }
    }
  }

  /** Takes the equal levels that come next among those in {@code bits}: some writers pack all. */
  private void unpack() {
    while (packedBytes > 0 && bitCount <= Long.SIZE - Byte.SIZE) {
      // Some writers leave out the padding of the last group.
      long next = bytes.hasRemaining() ? bytes.get() & 0xFF : 0;
      bits |= next << bitCount;
      bitCount += Byte.SIZE;
      packedBytes--;
    }
    level = (int) (bits & ((1L << width) - 1));
    int equalBits = Long.numberOfTrailingZeros(bits ^ level * ones);
    run = Math.min(packed, Math.min(bitCount, equalBits) / width);
    packed -= run;
    int taken = run * width;
    bits = taken == Long.SIZE ? 0 : bits >>> taken;
    bitCount -= taken;
  }

  private int readVarInt() {
    int value = 0;
    int shift = 0;
    byte next;
    do {
      next = bytes.get();
      value |= (next & 0x7F) << shift;
      shift += 7;
    } while (next < 0);
    return value;
  }
}
