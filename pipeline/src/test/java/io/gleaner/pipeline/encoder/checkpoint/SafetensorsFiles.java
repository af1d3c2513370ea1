package io.gleaner.pipeline.encoder.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Makes safetensors files, sound or not, for tests. */
final class SafetensorsFiles {
  private SafetensorsFiles() {}

  /** Returns a file of a header, under its true length, and data. */
  static byte[] bytes(String header, byte... data) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + text.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(text.length)
        .put(text)
        .put(data)
        .array();
  }

  static String entry(String name, String type, String shape, long begin, long end) {
    return String.format(
        Locale.ROOT,
        "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}",
        name,
        type,
        shape,
        begin,
        end);
  }

  /** Writes a file with one F32 tensor [1] per name, whose value is its place. */
  static Path write(Path file, String... names) throws IOException {
    ByteBuffer data = ByteBuffer.allocate(4 * names.length).order(ByteOrder.LITTLE_ENDIAN);
    StringBuilder header = new StringBuilder("{");
    for (int i = 0; i < names.length; i++) {
      header.append(i == 0 ? "" : ",").append(entry(names[i], "F32", "[1]", 4L * i, 4L * i + 4));
      data.putFloat(i);
    }
    return Files.write(file, bytes(header.append('}').toString(), data.array()));
  }
}
