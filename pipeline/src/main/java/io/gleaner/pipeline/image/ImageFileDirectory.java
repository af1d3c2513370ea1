package io.gleaner.pipeline.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/**
 * The first directory of a TIFF file or of EXIF data, which is laid out alike: numbers by tag (TIFF
 * 6.0, section 2). As Pillow reads it: the first entry of a tag counts; an entry of unknown type,
 * without values or with values beyond the end is left out; a directory that is cut ends there.
 */
final class ImageFileDirectory {
  private static final int ENTRY_BYTES = 12;

  /**
   * Where an entry's values are.
   *
   * @param bytes of one value
   */
  private record Entry(Kind kind, int bytes, long count, int at) {}

  private enum Kind {
    UNSIGNED,
    SIGNED,
    RATIONAL,
    SIGNED_RATIONAL,
    FLOATING,
    /** BYTE, ASCII and UNDEFINED, which Pillow keeps as text or bytes. */
    OPAQUE
  }

  private final ByteBuffer data;
  private final Map<Integer, Entry> entries = new HashMap<>();

  private ImageFileDirectory(ByteBuffer data) {
    this.data = data;
  }

  /**
   * Reads the directory that the header at {@code start} points to; offsets count from there.
   *
   * @return null where there is no header of TIFF
   */
  static ImageFileDirectory of(byte[] bytes, int start, int length) {
    if (length < 8) {
      return null;
    }
    ByteBuffer data = ByteBuffer.wrap(bytes, start, length).slice();
    if (data.get(0) != data.get(1) || (data.get(0) != 'I' && data.get(0) != 'M')) {
      return null;
    }
    if (!(data.get(2) == '*' && data.get(3) == 0) && !(data.get(2) == 0 && data.get(3) == '*')) {
      return null;
    }
    data.order(data.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    ImageFileDirectory directory = new ImageFileDirectory(data);
    directory.readEntries(Integer.toUnsignedLong(data.getInt(4)));
    return directory;
  }

  /**
   * Returns the file with an entry of its first directory under the tag before it, which the caller
   * knows to mean nothing; the very array where there is no such entry.
   *
   * @param bytes of a TIFF
   */
  static byte[] without(byte[] bytes, int tag) {
    ImageFileDirectory directory = of(bytes, 0, bytes.length);
    if (directory == null || !directory.has(tag)) {
      return bytes;
    }
    ByteBuffer copy = ByteBuffer.wrap(bytes.clone()).order(directory.data.order());
    int start = copy.getInt(4);
    int count = Short.toUnsignedInt(copy.getShort(start));
    for (int at = start + 2, i = 0; i < count && at + ENTRY_BYTES <= copy.limit(); i++) {
      if (Short.toUnsignedInt(copy.getShort(at)) == tag) {
        copy.putShort(at, (short) (tag - 1));
      }
      at += ENTRY_BYTES;
    }
    return copy.array();
  }

  private void readEntries(long offset) {
    if (offset > data.limit() - 2) {
      return;
    }
    int count = Short.toUnsignedInt(data.getShort((int) offset));
    long at = offset + 2;
    for (int i = 0; i < count && at + ENTRY_BYTES <= data.limit(); i++, at += ENTRY_BYTES) {
      int tag = Short.toUnsignedInt(data.getShort((int) at));
      Entry entry = entry((int) at);
      if (entry != null) {
        entries.putIfAbsent(tag, entry);
      }
    }
  }

  private Entry entry(int at) {
    int type = Short.toUnsignedInt(data.getShort(at + 2));
    int bytes =
        switch (type) {
          case 1, 2, 6, 7 -> 1;
          case 3, 8 -> 2;
          case 4, 9, 11, 13 -> 4;
          case 5, 10, 12, 16 -> 8;
          default -> 0;
        };
    long count = Integer.toUnsignedLong(data.getInt(at + 4));
    if (bytes == 0 || count == 0) {
      return null;
    }
    Kind kind =
        switch (type) {
          case 1, 2, 7 -> Kind.OPAQUE;
          case 6, 8, 9 -> Kind.SIGNED;
          case 5 -> Kind.RATIONAL;
          case 10 -> Kind.SIGNED_RATIONAL;
          case 11, 12 -> Kind.FLOATING;
          default -> Kind.UNSIGNED;
        };
    long size = bytes * count;
    long values = size <= 4 ? at + 8 : Integer.toUnsignedLong(data.getInt(at + 8));
    return values + size > data.limit() ? null : new Entry(kind, bytes, count, (int) values);
  }

  boolean has(int tag) {
    return entries.containsKey(tag);
  }

  /** Returns how many values the tag has, 0 where it is absent. */
  int count(int tag) {
    Entry entry = entries.get(tag);
    return entry == null ? 0 : (int) entry.count;
  }

  /** Returns a value of a tag; NaN where there is none, or none that is a number. */
  double number(int tag, int index) {
    Entry entry = entries.get(tag);
    if (entry == null || index >= entry.count) {
      return Double.NaN;
    }
    int at = entry.at + index * entry.bytes;
    return switch (entry.kind) {
      case UNSIGNED -> unsigned(at, entry.bytes);
      case SIGNED -> signed(at, entry.bytes);
      case RATIONAL -> unsigned(at, 4) / unsigned(at + 4, 4);
      case SIGNED_RATIONAL -> signed(at, 4) / signed(at + 4, 4);
      case FLOATING -> entry.bytes == 4 ? data.getFloat(at) : data.getDouble(at);
      case OPAQUE -> Double.NaN;
    };
  }

  /** Returns a tag's first value where it is a whole number, else {@code otherwise}. */
  int integer(int tag, int otherwise) {
    double value = number(tag, 0);
    return value == (int) value ? (int) value : otherwise;
  }

  /** Returns the bytes of a tag's values, null where it is absent. */
  byte[] bytes(int tag) {
    Entry entry = entries.get(tag);
    if (entry == null) {
      return null;
    }
    byte[] values = new byte[(int) entry.count * entry.bytes];
    data.get(entry.at, values);
    return values;
  }

  private double unsigned(int at, int bytes) {
    return switch (bytes) {
      case 1 -> Byte.toUnsignedInt(data.get(at));
      case 2 -> Short.toUnsignedInt(data.getShort(at));
      case 4 -> Integer.toUnsignedLong(data.getInt(at));
      default -> data.getLong(at);
    };
  }

  private double signed(int at, int bytes) {
    return switch (bytes) {
      case 1 -> data.get(at);
      case 2 -> data.getShort(at);
      case 4 -> data.getInt(at);
      default -> data.getLong(at);
    };
  }
}
