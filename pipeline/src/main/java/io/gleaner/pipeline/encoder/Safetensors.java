package io.gleaner.pipeline.encoder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A safetensors file: eight bytes of header length (little-endian), a JSON header of names, types,
 * shapes and offsets, then raw little-endian data. The header is checked in full before anything is
 * read: types that are known, sizes that fit shapes, ranges inside the file that do not overlap.
 * Tensors are mapped one at a time, so files above 2 GiB work and the heap holds none of them.
 */
final class Safetensors implements Closeable {
  private static final long LARGEST_HEADER = 100L << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The stored types that an encoder's weights come in. */
  enum Type {
    F32(4),
    F16(2),
    BF16(2);

    final int bytes;

    Type(int bytes) {
      this.bytes = bytes;
    }
  }

  /**
   * One tensor's entry.
   *
   * @param offset of its first byte in the file
   * @param length in bytes
   */
  record Entry(String name, Type type, long[] shape, long offset, long length) {
    String describe() {
      return "%s %s".formatted(type, Arrays.toString(shape));
    }
  }

  private final Path file;
  private final FileChannel channel;
  private final Map<String, Entry> entries;

  private Safetensors(Path file, FileChannel channel, Map<String, Entry> entries) {
    this.file = file;
    this.channel = channel;
    this.entries = entries;
  }

  /**
   * @throws UnusableModelException where the header is not what the format allows
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

  /** Returns the tensors by name. */
  Map<String, Entry> entries() {
    return entries;
  }

  /** Maps one tensor's bytes, in native order; F32 and F16 as stored, BF16 widened to F32. */
  ByteBuffer read(Entry entry) throws IOException {
    ByteBuffer stored =
        channel
            .map(FileChannel.MapMode.READ_ONLY, entry.offset, entry.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    if (entry.type != Type.BF16) {
      return stored;
    }
    int values = Math.toIntExact(entry.length / 2);
    ByteBuffer widened =
        ByteBuffer.allocateDirect(Math.multiplyExact(4, values)).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < values; i++) {
      widened.putInt(4 * i, stored.getShort(2 * i) << 16);
    }
    return widened;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static Map<String, Entry> header(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < 8) {
      throw new UnusableModelException(
          file, "has %d bytes, a safetensors file at least 8".formatted(size));
    }
    ByteBuffer prefix = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    readFully(channel, prefix, 0);
    long length = prefix.getLong(0);
    if (length < 2 || length > Math.min(LARGEST_HEADER, size - 8)) {
      throw new UnusableModelException(
          file,
          "its header claims %d bytes, must be 2 to %d"
              .formatted(length, Math.min(LARGEST_HEADER, size - 8)));
    }
    ByteBuffer text = ByteBuffer.allocate((int) length);
    readFully(channel, text, 8);
    JsonNode root;
    try {
      root = JSON.readTree(text.array());
    } catch (IOException | StackOverflowError e) {
      throw new UnusableModelException(file, "its header is not JSON: " + firstLine(e), e);
    }
    if (root == null || !root.isObject()) {
      throw new UnusableModelException(file, "its header is not a JSON object");
    }
    Map<String, Entry> entries = new TreeMap<>();
    Iterator<Map.Entry<String, JsonNode>> fields = root.fields();
    while (fields.hasNext()) {
      Map.Entry<String, JsonNode> field = fields.next();
      if (!field.getKey().equals("__metadata__")) {
        Entry entry = entry(file, field.getKey(), field.getValue(), 8 + length, size);
        if (entry != null) {
          entries.put(field.getKey(), entry);
        }
      }
    }
    checkOverlaps(file, entries);
    return entries;
  }

  private static Entry entry(Path file, String name, JsonNode node, long dataStart, long size) {
    JsonNode offsets = node.path("data_offsets");
    JsonNode shapeNode = node.path("shape");
    if (!shapeNode.isArray()
        || offsets.size() != 2
        || !offsets.get(0).canConvertToLong()
        || !offsets.get(1).canConvertToLong()) {
      throw new UnusableModelException(
          file, "tensor \"%s\" has no shape or no pair of data_offsets: %s".formatted(name, node));
    }
    long begin = offsets.get(0).asLong();
    long end = offsets.get(1).asLong();
    if (begin < 0 || end < begin || end > size - dataStart) {
      throw new UnusableModelException(
          file,
          "tensor \"%s\" is at bytes %d to %d of %d of data"
              .formatted(name, begin, end, size - dataStart));
    }
    Type type;
    try {
      type = Type.valueOf(node.path("dtype").asText());
    } catch (IllegalArgumentException e) {
      return null; // an integer buffer or such: missed only where a network asks for it
    }
    long[] shape = new long[shapeNode.size()];
    long values = 1;
    for (int i = 0; i < shape.length; i++) {
      shape[i] = shapeNode.get(i).asLong(-1);
      if (shape[i] < 0 || (shape[i] > 0 && values > size / shape[i])) {
        throw new UnusableModelException(
            file, "tensor \"%s\" has the shape %s".formatted(name, shapeNode));
      }
      values *= shape[i];
    }
    if (values * type.bytes != end - begin) {
      throw new UnusableModelException(
          file,
          "tensor \"%s\" %s %s needs %d bytes, has %d"
              .formatted(name, type, shapeNode, values * type.bytes, end - begin));
    }
    return new Entry(name, type, shape, dataStart + begin, end - begin);
  }

  private static void checkOverlaps(Path file, Map<String, Entry> entries) {
    List<Entry> byOffset =
        entries.values().stream().sorted(Comparator.comparingLong(Entry::offset)).toList();
    for (int i = 1; i < byOffset.size(); i++) {
      Entry before = byOffset.get(i - 1);
      if (before.offset + before.length > byOffset.get(i).offset) {
        throw new UnusableModelException(
            file, "tensors \"%s\" and \"%s\" overlap".formatted(before.name, byOffset.get(i).name));
      }
    }
  }

  private static void readFully(FileChannel channel, ByteBuffer into, long position)
      throws IOException {
    while (into.hasRemaining()) {
      if (channel.read(into, position + into.position()) < 0) {
        throw new IOException("the file ended while its header was read");
      }
    }
  }

  private static String firstLine(Throwable e) {
    return e.getMessage() == null
        ? e.getClass().getSimpleName()
        : e.getMessage().lines().findFirst().orElse("");
  }
}
