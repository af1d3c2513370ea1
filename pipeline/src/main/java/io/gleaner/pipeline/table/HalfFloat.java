package io.gleaner.pipeline.table;

import java.math.BigDecimal;
import java.math.MathContext;
import org.apache.parquet.io.api.Binary;

/** IEEE 754 half precision, which Parquet calls FLOAT16; the JDK reads it from 20 on. */
public final class HalfFloat {
  private static final float LEAST = 0x1p-24f;
  private static final BigDecimal TWO = new BigDecimal(2);
  private static final BigDecimal FOUR = new BigDecimal(4);

  private HalfFloat() {}

  /** Returns the same number as a float; two bytes, the lower first. */
  static float of(Binary value) {
    byte[] bytes = value.getBytesUnsafe();
    return of((bytes[0] & 0xFF) | (bytes[1] & 0xFF) << 8);
  }

  /** Returns the shortest decimal that reads as the same number of half precision. */
  static String text(Binary value) {
    float number = of(value);
    if (!Float.isFinite(number) || number == 0) {
      return Float.toString(number);
    }
    // Five significant digits tell any two halves apart.
    BigDecimal exact = new BigDecimal(Math.abs(number));
    int digits = 1;
    while (!isNearest(exact.round(new MathContext(digits)), Math.abs(number))) {
      digits++;
    }
    float shortest = exact.round(new MathContext(digits)).floatValue();
    return Float.toString(number < 0 ? -shortest : shortest);
  }

  /** Whether a decimal lies nearer to {@code half} than to its neighbours. */
  private static boolean isNearest(BigDecimal decimal, float half) {
    int exponent = Math.max(Math.getExponent(half), -14);
    BigDecimal step = new BigDecimal(Math.scalb(1.0, exponent - 10));
    // Below a power of two the neighbour is half as far.
    boolean power = half == Math.scalb(1f, exponent) && exponent > -14;
    BigDecimal distance = decimal.subtract(new BigDecimal(half));
    BigDecimal reach = distance.signum() < 0 && power ? step.divide(FOUR) : step.divide(TWO);
    boolean even =
        significand(half, exponent) % 2 == 0; // what lies between two halves goes to the even
    int order = distance.abs().compareTo(reach);
    return even ? order <= 0 : order < 0;
  }

  /** Returns the fraction with its leading bit. */
  private static int significand(float half, int exponent) {
    return (int) Math.scalb(half, 10 - exponent);
  }

  /** Returns the same number as a float. */
  public static float of(int bits) {
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
