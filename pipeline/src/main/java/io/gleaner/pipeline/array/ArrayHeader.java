package io.gleaner.pipeline.array;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands before the numbers of a {@code .npy} file (NumPy's format, versions 1 to 3): a magic
 * word, a version, a length and a Python dictionary of three keys.
 *
 * @param type of the numbers
 * @param order of their bytes
 * @param rows of the array
 * @param dimension numbers in each row
 * @param offset of the first number in the file, in bytes
 */
record ArrayHeader(ElementType type, ByteOrder order, long rows, int dimension, long offset) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LONGEST = 1 << 16;
  private static final long MOST_ROWS = 1L << 40;
  private static final int MOST_NUMBERS = 1 << 20;
  private static final Pattern DESCRIPTION = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
  private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9L,\\s]*)\\)");

  /**
   * Reads a header; the stream stands at the first number then.
   *
   * @param file names the array in messages
   * @throws UnreadableArrayException where it is none, or of a kind that is not read
   */
  static ArrayHeader read(InputStream stream, String file) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    try {
      byte[] magic = in.readNBytes(MAGIC.length);
      if (!Arrays.equals(magic, MAGIC)) {
        throw new UnreadableArrayException(file, "is no NumPy array: it does not start as .npy");
      }
      int version = in.readUnsignedByte();
      int minor = in.readUnsignedByte();
      if (version < 1 || version > 3) {
        throw new UnreadableArrayException(
            file,
            String.format(
                Locale.ROOT, "is .npy of version %d.%d, must be 1, 2 or 3", version, minor));
      }
      long length =
          version == 1
              ? Short.toUnsignedInt(Short.reverseBytes(in.readShort()))
              : Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
      if (length > LONGEST) {
        throw new UnreadableArrayException(file, "has a header of " + length + " bytes");
      }
      byte[] text = in.readNBytes((int) length);
      if (text.length < length) {
        throw new EOFException();
      }
      long offset = MAGIC.length + 2L + (version == 1 ? 2 : 4) + length;
      return parse(new String(text, StandardCharsets.UTF_8), offset, file);
    } catch (EOFException e) {
      throw new UnreadableArrayException(file, "ends within its header");
    }
  }

  private static ArrayHeader parse(String text, long offset, String file)
      throws UnreadableArrayException {
    String stored =
        find(DESCRIPTION, text)
            .orElseThrow(
                () ->
                    new UnreadableArrayException(
                        file, "holds records of several fields, must hold one number each"));
    ElementType type =
        switch (stored.substring(Math.min(1, stored.length()))) {
          case "f2" -> ElementType.FLOAT16;
          case "f4" -> ElementType.FLOAT32;
          case "f8" -> ElementType.FLOAT64;
          default ->
              throw new UnreadableArrayException(
                  file,
                  String.format(
                      Locale.ROOT,
                      "holds %s, must hold float16, float32 or float64",
                      stored.startsWith("|O") ? "Python objects" : "\"" + stored + "\""));
        };
    ByteOrder order =
        switch (stored.charAt(0)) {
          case '<' -> ByteOrder.LITTLE_ENDIAN;
          case '>' -> ByteOrder.BIG_ENDIAN;
          default -> ByteOrder.nativeOrder(); // '='
        };
    if (find(FORTRAN, text).orElse("").equals("True")) {
      throw new UnreadableArrayException(
          file,
          "is in Fortran order, whose rows lie scattered: save numpy.ascontiguousarray of it");
    }
    String shape = find(SHAPE, text).orElse("").replaceAll("[L\\s]", "");
    String[] sizes = shape.split(",");
    if (shape.isEmpty() || sizes.length != 2) {
      throw new UnreadableArrayException(
          file,
          String.format(
              Locale.ROOT,
              "has the shape (%s), must have two dimensions: rows and numbers",
              shape));
    }
    try {
      long rows = Long.parseLong(sizes[0]);
      int dimension = Integer.parseInt(sizes[1]);
      if (dimension < 1 || dimension > MOST_NUMBERS || rows > MOST_ROWS) {
        throw new NumberFormatException();
      }
      return new ArrayHeader(type, order, rows, dimension, offset);
    } catch (NumberFormatException e) {
      throw new UnreadableArrayException(file, "has the shape (" + shape + ")");
    }
  }

  private static Optional<String> find(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /** Returns how many bytes the whole file has, where it is whole. */
  long size() {
    return offset + rows * dimension * type.bytes();
  }
}
