package io.gleaner.pipeline.table;

import org.apache.parquet.io.api.Binary;

/** IEEE 754 half precision, which Parquet calls FLOAT16; the JDK reads it from 20 on. */
final class HalfFloat {
  private static final float LEAST = 0x1p-24f;

  private HalfFloat() {}

  /** Returns the same number as a float; two bytes, the lower first. */
  static float of(Binary value) {
    byte[] bytes = value.getBytesUnsafe();
    return of((bytes[0] & 0xFF) | (bytes[1] & 0xFF) << 8);
  }

  /** Returns the same number as a float. */
  static float of(int bits) {
    int exponent = bits >> 10 & 0x1F;
    int fraction = bits & 0x3FF;
    float magnitude =
        switch (exponent) {
          case 0 -> fraction * LEAST;
          case 0x1F -> Float.intBitsToFloat(0x7F80_0000 | fraction << 13);
          default -> Float.intBitsToFloat((exponent + 112) << 23 | fraction << 13);
        };
    return (bits & 0x8000) == 0 ? magnitude : -magnitude;
  }
}
