package io.gleaner.pipeline.table;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.values.ValuesReader;
import org.apache.parquet.io.ParquetDecodingException;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.Float16LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** The numbers of one Parquet page as floats, one after the other, read many at a time. */
interface Floats {
  /** Reads the next {@code count} numbers into {@code target[offset, offset + count)}. */
  void read(float[] target, int offset, int count);

  /** Returns whether a leaf of this type has numbers. */
  static boolean reads(PrimitiveType type) {
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    return switch (type.getPrimitiveTypeName()) {
      case FLOAT, DOUBLE -> true;
      case INT32, INT64 -> logical == null || logical instanceof IntLogicalTypeAnnotation;
      case FIXED_LEN_BYTE_ARRAY -> logical instanceof Float16LogicalTypeAnnotation;
      case BINARY, INT96, BOOLEAN -> false;
    };
  }

  /** Returns the numbers of the page that {@code pages} is at. */
  static Floats of(ColumnPages pages) throws IOException {
    PrimitiveTypeName type = pages.column().getPrimitiveType().getPrimitiveTypeName();
    if (type == PrimitiveTypeName.FLOAT && pages.encoding() == Encoding.PLAIN) {
      return pages.bytes().asFloatBuffer()::get;
    }
    if (type == PrimitiveTypeName.FLOAT && pages.encoding() == Encoding.BYTE_STREAM_SPLIT) {
      return new Split(pages.bytes());
    }
    ValuesReader reader = pages.reader();
    return switch (type) {
      case FLOAT -> oneByOne(reader::readFloat);
      case DOUBLE -> oneByOne(() -> (float) reader.readDouble());
      case INT32 -> oneByOne(reader::readInteger);
      case INT64 -> oneByOne(reader::readLong);
      case FIXED_LEN_BYTE_ARRAY -> oneByOne(() -> HalfFloat.of(reader.readBytes()));
      case BINARY, INT96, BOOLEAN ->
          throw new IllegalStateException("no numbers: " + pages.column());
    };
  }

  /** Reads one number. */
  interface Next {
    float read();
  }

  private static Floats oneByOne(Next next) {
    return (target, offset, count) -> {
      for (int i = offset; i < offset + count; i++) {
        target[i] = next.read();
      }
    };
  }

  /** Byte-stream-split: the first bytes of all floats, then their second bytes, and so on. */
  final class Split implements Floats {
    private final byte[] bytes;
    private final int start;
    private final int floats;
    private int position;

    Split(ByteBuffer buffer) {
      if (buffer.remaining() % Float.BYTES != 0) {
        throw new ParquetDecodingException(
            String.format(
                Locale.ROOT, "%d bytes are no whole number of floats", buffer.remaining()));
      }
      floats = buffer.remaining() / Float.BYTES;
      if (buffer.hasArray()) {
        bytes = buffer.array();
        start = buffer.arrayOffset() + buffer.position();
      } else {
        bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        start = 0;
      }
    }

    @Override
    public void read(float[] target, int offset, int count) {
      if (count > floats - position) {
        throw new ParquetDecodingException(
            String.format(Locale.ROOT, "a page has %d floats, its levels tell of more", floats));
      }
      int first = start + position;
      int second = first + floats;
      int third = second + floats;
      int fourth = third + floats;
      for (int i = 0; i < count; i++) {
        target[offset + i] =
            Float.intBitsToFloat(
                (bytes[first + i] & 0xFF)
                    | (bytes[second + i] & 0xFF) << 8
                    | (bytes[third + i] & 0xFF) << 16
                    | bytes[fourth + i] << 24);
      }
      position += count;
    }
  }
}
