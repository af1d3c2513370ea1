package io.gleaner.pipeline.encoder.checkpoint;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;

/**
 * A safetensors file: eight bytes of header length (little-endian), a JSON header of names, types,
 * shapes and offsets ({@link SafetensorsHeader}), then raw little-endian data. The header is
 * checked in full before anything else is read, so a file is refused as a whole or its every tensor
 * lies inside it. Tensors are mapped one at a time: files above 2 GiB work, and the heap holds none
 * of them. Opening allocates at most 24 bytes for each byte of the header (most of it garbage at
 * once; measured in the tests), which is no longer than the file. Not thread-safe.
 */
public final class Safetensors implements Closeable {
  /**
   * The longest header that is read. The reference allows 100 MB; an entry takes some 130 bytes, so
   * this is room for 190,000 tensors, where the largest image encoders have 2,000.
   */
  static final int LARGEST_HEADER = 25_000_000;

  /** What holds the header's length. */
  private static final int PREFIX = 8;

  /** Every type of the format, under its own name there. */
  public enum Type {
    BOOL(8),
    F4(4),
    F6_E2M3(6),
    F6_E3M2(6),
    U8(8),
    I8(8),
    F8_E5M2(8),
    F8_E4M3(8),
    F8_E8M0(8),
    F8_E4M3FNUZ(8),
    F8_E5M2FNUZ(8),
    I16(16),
    U16(16),
    F16(16),
    BF16(16),
    I32(32),
    U32(32),
    F32(32),
    C64(64),
    F64(64),
    I64(64),
    U64(64);

    /** Bits of one value; two values of four bits share a byte. */
    final int bits;

    Type(int bits) {
      this.bits = bits;
    }

    /** Whether an encoder's weights may come in it; the others are told apart, not read. */
    public boolean isReadable() {
      return this == F32 || this == F16 || this == BF16;
    }
  }

  /**
   * One tensor's entry.
   *
   * @param shape row-major, empty for a scalar; shared, not to be written to
   * @param offset of its first byte in the file
   * @param length in bytes
   */
  public record Entry(String name, Type type, long[] shape, long offset, long length) {
    /** Returns the type and the shape, as {@code F32 [64, 32]}. */
    public String describe() {
      return String.format(Locale.ROOT, "%s %s", type, Arrays.toString(shape));
    }
  }

  private final Path file;
  private final FileChannel channel;
  private final Map<String, Entry> entries;

  private Safetensors(Path file, FileChannel channel, Map<String, Entry> entries) {
    this.file = file;
    this.channel = channel;
    this.entries = Collections.unmodifiableMap(entries);
  }

  /**
   * @throws UnusableModelException where the file is not what the format allows
   */
  static Safetensors open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new Safetensors(file, channel, header(file, channel));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Returns the tensors by name, in the names' order. */
  Map<String, Entry> entries() {
    return entries;
  }

  /**
   * Returns one tensor's values, little-endian in a direct buffer: F32 and F16 mapped as stored,
   * BF16 widened to F32. A mapping lives until its buffer is unreachable.
   *
   * @param buffers where a widened tensor is written
   * @throws UnusableModelException where the type is another, or the values pass the 2 GiB of one
   *     buffer
   */
  ByteBuffer read(Entry entry, DirectBuffers buffers) throws IOException {
    if (!entry.type.isReadable()) {
      throw new UnusableModelException(
          file,
          String.format(
              Locale.ROOT,
              "tensor %s is %s, must be F32, F16 or BF16",
              Quoted.of(entry.name),
              entry.describe()));
    }
    long needed = entry.type == Type.BF16 ? 2 * entry.length : entry.length;
    if (needed > Integer.MAX_VALUE) {
      throw new UnusableModelException(
          file,
          String.format(
              Locale.ROOT,
              "tensor %s %s takes %d bytes, must be at most %d",
              Quoted.of(entry.name),
              entry.describe(),
              needed,
              Integer.MAX_VALUE));
    }
    if (channel.size() < entry.offset + entry.length) {
      throw new UnusableModelException(
          file,
          String.format(Locale.ROOT, "was cut to %d bytes while it was read", channel.size()));
    }
    ByteBuffer stored =
        channel
            .map(FileChannel.MapMode.READ_ONLY, entry.offset, entry.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    return entry.type == Type.BF16 ? widened(stored, buffers) : stored;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** A bfloat16 is the upper half of the float32 of the same value. */
  private static ByteBuffer widened(ByteBuffer stored, DirectBuffers buffers) {
    int values = stored.capacity() / 2;
    ByteBuffer widened = buffers.take(4 * values);
    for (int i = 0; i < values; i++) {
      widened.putInt(4 * i, stored.getShort(2 * i) << 16);
    }
    return widened;
  }

  private static Map<String, Entry> header(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < PREFIX) {
      throw new UnusableModelException(
          file,
          String.format(Locale.ROOT, "has %d bytes, a safetensors file at least %d", size, PREFIX));
    }
    ByteBuffer prefix = ByteBuffer.allocate(PREFIX).order(ByteOrder.LITTLE_ENDIAN);
    readFully(channel, prefix, 0);
    long length = prefix.getLong(0);
    long longest = Math.min(LARGEST_HEADER, size - PREFIX);
    if (length < 0 || length > longest) {
      throw new UnusableModelException(
          file,
          String.format(
              Locale.ROOT,
              "its header claims %s bytes, must be at most %d of the file's %d",
              Long.toUnsignedString(length),
              longest,
              size));
    }
    ByteBuffer text = ByteBuffer.allocate((int) length);
    readFully(channel, text, PREFIX);
    return SafetensorsHeader.parse(file, text.array(), PREFIX + length, size);
  }

  private static void readFully(FileChannel channel, ByteBuffer into, long position)
      throws IOException {
    while (into.hasRemaining()) {
      if (channel.read(into, position + into.position()) < 0) {
        throw new EOFException("the file ended while its header was read");
      }
    }
  }
}
