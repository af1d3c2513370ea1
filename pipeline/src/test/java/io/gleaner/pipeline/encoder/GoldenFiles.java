package io.gleaner.pipeline.encoder;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Inputs and outputs of PyTorch, which encoder_goldens.py wrote to the test resources. */
final class GoldenFiles {
  private GoldenFiles() {}

  /** Returns a folder of goldens. */
  static Path golden(String name) {
    try {
      return Path.of(GoldenFiles.class.getResource("/encoder/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(name, e);
    }
  }

  /** Returns float32 as an encoder takes it. */
  static ByteBuffer direct(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    return ByteBuffer.allocateDirect(bytes.length).order(ByteOrder.nativeOrder()).put(bytes).flip();
  }

  /** Returns little-endian float32. */
  static float[] floats(Path file) throws IOException {
    float[] values = new float[(int) Files.size(file) / 4];
    ByteBuffer.wrap(Files.readAllBytes(file))
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(values);
    return values;
  }
}
