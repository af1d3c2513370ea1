package io.gleaner.pipeline.array;

import io.gleaner.pipeline.table.HalfFloat;
import java.nio.ByteBuffer;

/** What the numbers of an array are stored as. */
enum ElementType {
  /** IEEE 754 half precision. */
  FLOAT16(2),
  FLOAT32(4),
  FLOAT64(8);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** Returns the size of a number. */
  int bytes() {
    return bytes;
  }

  /** Moves numbers to {@code target}: halves exactly, doubles rounded to the nearest float. */
  void read(ByteBuffer from, float[] target) {
    for (int i = 0; i < target.length; i++) {
      target[i] =
          switch (this) {
            case FLOAT16 -> HalfFloat.of(from.getShort() & 0xFFFF);
            case FLOAT32 -> from.getFloat();
            case FLOAT64 -> (float) from.getDouble();
          };
    }
  }
}
