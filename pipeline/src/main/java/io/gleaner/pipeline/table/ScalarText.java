package io.gleaner.pipeline.table;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.regex.Pattern;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.BsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.Float16LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntervalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UUIDLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * The text of the values of one Parquet leaf, by its logical type (docs/formats.md): the same
 * wherever the column is read, and different for different values. Thread-safe.
 */
final class ScalarText {
  private static final String HEX = "\\x";
  private static final Pattern LOOKS_HEX = Pattern.compile("\\\\x(?:[0-9a-f]{2})*");
  private static final long JULIAN_DAY_OF_EPOCH = 2_440_588;
  private static final int UUID_BYTES = 16;
  private static final int INT96_BYTES = 12;

  private final LongFunction<String> integers;
  private final Function<Binary, String> binaries;
  private final boolean number;

  private ScalarText(
      LongFunction<String> integers, Function<Binary, String> binaries, boolean number) {
    this.integers = integers;
    this.binaries = binaries;
    this.number = number;
  }

  static ScalarText of(PrimitiveType type) {
    PrimitiveTypeName stored = type.getPrimitiveTypeName();
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    LongFunction<String> integers = integers(stored, logical);
    boolean number =
        stored == PrimitiveTypeName.FLOAT
            || stored == PrimitiveTypeName.DOUBLE
            || logical instanceof Float16LogicalTypeAnnotation
            || logical instanceof DecimalLogicalTypeAnnotation
            || (isInteger(stored)
                && (logical == null || logical instanceof IntLogicalTypeAnnotation));
    return new ScalarText(integers, binaries(stored, logical), number);
  }

  /** Returns whether the texts are numbers, which JSON has without quotes where it has them. */
  boolean isNumber() {
    return number;
  }

  /** Returns the text of an INT32, sign-extended, or an INT64. */
  String text(long value) {
    return integers.apply(value);
  }

  /** Returns the text of a BINARY, a FIXED_LEN_BYTE_ARRAY or an INT96. */
  String text(Binary value) {
    return binaries.apply(value);
  }

  static String text(boolean value) {
    return Boolean.toString(value);
  }

  /** Returns the shortest text that reads as this float, the same on every JDK. */
  static String text(float value) {
    return NumberOutput.toString(value, true);
  }

  /** Returns the shortest text that reads as this double, the same on every JDK. */
  static String text(double value) {
    return NumberOutput.toString(value, true);
  }

  private static boolean isInteger(PrimitiveTypeName stored) {
    return stored == PrimitiveTypeName.INT32 || stored == PrimitiveTypeName.INT64;
  }

  private static LongFunction<String> integers(
      PrimitiveTypeName stored, LogicalTypeAnnotation logical) {
    if (logical instanceof IntLogicalTypeAnnotation whole && !whole.isSigned()) {
      return stored == PrimitiveTypeName.INT32
          ? value -> Integer.toUnsignedString((int) value)
          : Long::toUnsignedString;
    }
    if (logical instanceof DecimalLogicalTypeAnnotation decimal) {
      int scale = decimal.getScale();
      return value -> BigDecimal.valueOf(value, scale).toPlainString();
    }
    if (logical instanceof DateLogicalTypeAnnotation) {
      return value -> LocalDate.ofEpochDay(value).toString();
    }
    if (logical instanceof TimeLogicalTypeAnnotation time) {
      long nanos = nanos(time.getUnit());
      return value -> time(value, nanos);
    }
    if (logical instanceof TimestampLogicalTypeAnnotation timestamp) {
      long nanos = nanos(timestamp.getUnit());
      String zone = timestamp.isAdjustedToUTC() ? "Z" : "";
      return value -> timestamp(value, nanos) + zone;
    }
    return Long::toString;
  }

  private static long nanos(TimeUnit unit) {
    return switch (unit) {
      case MILLIS -> 1_000_000;
      case MICROS -> 1_000;
      case NANOS -> 1;
    };
  }

  private static String time(long value, long nanos) {
    try {
      return LocalTime.ofNanoOfDay(Math.multiplyExact(value, nanos))
          .format(DateTimeFormatter.ISO_LOCAL_TIME);
    } catch (ArithmeticException | DateTimeException e) {
      return Long.toString(value); // no time of a day
    }
  }

  private static String timestamp(long value, long nanos) {
    long perSecond = 1_000_000_000 / nanos;
    int rest = (int) (Math.floorMod(value, perSecond) * nanos);
    return LocalDateTime.ofEpochSecond(Math.floorDiv(value, perSecond), rest, ZoneOffset.UTC)
        .format(DateTimeFormatter.ISO_LOCAL_DATE_TIME);
  }

  private static Function<Binary, String> binaries(
      PrimitiveTypeName stored, LogicalTypeAnnotation logical) {
    if (stored == PrimitiveTypeName.INT96) {
      return ScalarText::int96;
    }
    if (logical instanceof StringLogicalTypeAnnotation
        || logical instanceof EnumLogicalTypeAnnotation
        || logical instanceof JsonLogicalTypeAnnotation) {
      return value -> characters(value, false);
    }
    if (logical instanceof DecimalLogicalTypeAnnotation decimal) {
      int scale = decimal.getScale();
      return value ->
          value.length() == 0
              ? HEX
              : new BigDecimal(new BigInteger(value.getBytesUnsafe()), scale).toPlainString();
    }
    if (logical instanceof UUIDLogicalTypeAnnotation) {
      return ScalarText::uuid;
    }
    if (logical instanceof Float16LogicalTypeAnnotation) {
      return HalfFloat::text;
    }
    if (logical instanceof IntervalLogicalTypeAnnotation) {
      return ScalarText::interval;
    }
    if (logical instanceof BsonLogicalTypeAnnotation) {
      return ScalarText::hex;
    }
    return value -> characters(value, true);
  }

  /**
   * Returns bytes as characters where they are some in UTF-8, else as {@code \x} and their hex
   * digits. Text stays as it is.
   *
   * @param plain whether the column is not said to hold text: then control characters tell of
   *     bytes, and characters that look like hex digits of bytes are written so too, so that no two
   *     values have one text
   */
  private static String characters(Binary value, boolean plain) {
    String text = value.toStringUsingUTF8();
    boolean bytes =
        (text.indexOf('\uFFFD') >= 0 && !isUtf8(value, text))
            || (plain && text.chars().anyMatch(ScalarText::isControl))
            || (plain && text.startsWith(HEX) && LOOKS_HEX.matcher(text).matches());
    return bytes ? hex(value) : text;
  }

  private static boolean isUtf8(Binary value, String text) {
    return Arrays.equals(text.getBytes(StandardCharsets.UTF_8), value.getBytesUnsafe());
  }

  private static boolean isControl(int character) {
    return character < ' ' && character != '\t' && character != '\n' && character != '\r';
  }

  private static String hex(Binary value) {
    return HEX + HexFormat.of().formatHex(value.getBytesUnsafe());
  }

  private static String uuid(Binary value) {
    if (value.length() != UUID_BYTES) {
      return hex(value);
    }
    ByteBuffer bytes = value.toByteBuffer();
    return new UUID(bytes.getLong(), bytes.getLong()).toString();
  }

  /** Nanoseconds of the day and the Julian day, as Hive, Impala and Spark write timestamps. */
  private static String int96(Binary value) {
    if (value.length() != INT96_BYTES) {
      return hex(value);
    }
    ByteBuffer bytes = value.toByteBuffer().slice().order(ByteOrder.LITTLE_ENDIAN);
    long nanos = bytes.getLong();
    return LocalDate.ofEpochDay(bytes.getInt() - JULIAN_DAY_OF_EPOCH)
        .atStartOfDay()
        .plusNanos(nanos)
        .format(DateTimeFormatter.ISO_LOCAL_DATE_TIME);
  }

  private static String interval(Binary value) {
    if (value.length() != INT96_BYTES) {
      return hex(value);
    }
    ByteBuffer bytes = value.toByteBuffer().slice().order(ByteOrder.LITTLE_ENDIAN);
    long months = Integer.toUnsignedLong(bytes.getInt());
    long days = Integer.toUnsignedLong(bytes.getInt());
    BigDecimal seconds = BigDecimal.valueOf(Integer.toUnsignedLong(bytes.getInt()), 3);
    return String.format(Locale.ROOT, "P%dM%dDT%sS", months, days, seconds.toPlainString());
  }
}
