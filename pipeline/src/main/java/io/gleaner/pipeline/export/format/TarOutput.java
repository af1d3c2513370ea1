package io.gleaner.pipeline.export.format;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Writes a tar (POSIX ustar) whose bytes depend on its members' names and contents alone: mode
 * 0444, no owner, time 0.
 */
final class TarOutput {
  static final int BLOCK = 512;
  static final int LONGEST_NAME = 100;

  /** Bytes after the last member: two blocks of zeros. */
  static final int END = 2 * BLOCK;

  private static final byte[] ZEROS = new byte[END];
  private static final byte[] EMPTY = empty();

  private final ShardOutput out;

  TarOutput(ShardOutput out) {
    this.out = out;
  }

  /** Returns the bytes that a member takes, with its header. */
  static long size(long content) {
    return BLOCK + (content + BLOCK - 1) / BLOCK * BLOCK;
  }

  /**
   * Adds a member.
   *
   * @param name at most 100 characters of ASCII
   * @return the position of its content in the tar
   */
  long add(String name, byte[] content) throws IOException {
    out.write(header(name, content.length));
    long position = out.bytes();
    out.write(content);
    out.write(ZEROS, 0, (BLOCK - content.length % BLOCK) % BLOCK);
    return position;
  }

  /** Ends the tar; the output stays open. */
  void end() throws IOException {
    out.write(ZEROS);
  }

  private static byte[] header(String name, long size) {
    byte[] text = name.getBytes(StandardCharsets.US_ASCII);
    if (text.length > LONGEST_NAME || !new String(text, StandardCharsets.US_ASCII).equals(name)) {
      throw new IllegalArgumentException(
          "a member of a tar is named \"" + name + "\", must be at most 100 characters of ASCII");
    }
    byte[] header = EMPTY.clone();
    System.arraycopy(text, 0, header, 0, text.length);
    putOctal(header, 124, 11, size);
    int sum = 0;
    for (byte value : header) {
      sum += value & 0xff;
    }
    putOctal(header, 148, 6, sum);
    header[154] = 0;
    return header;
  }

  /** The header of a member without name and size; its sum is taken with blanks in its place. */
  private static byte[] empty() {
    byte[] header = new byte[BLOCK];
    put(header, 100, "0000444\0");
    put(header, 108, "0000000\0");
    put(header, 116, "0000000\0");
    put(header, 124, "00000000000\0");
    put(header, 136, "00000000000\0");
    put(header, 148, "        ");
    put(header, 156, "0");
    put(header, 257, "ustar\00000");
    return header;
  }

  private static void putOctal(byte[] header, int at, int digits, long value) {
    long left = value;
    for (int i = at + digits - 1; i >= at; i--) {
      header[i] = (byte) ('0' + (left & 7));
      left >>>= 3;
    }
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }
}
