package io.gleaner.pipeline.encoder;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Digests of models. */
final class Digests {
  /** Changes where Gleaner reads the same files in another way. */
  private static final String READING = "3";

  private Digests() {}

  /** Returns 32 hex digits of the contents of {@code files}, in that order, and of settings. */
  static String of(List<Path> files, Object... settings) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
    byte[] buffer = new byte[1 << 16];
    for (Path file : files) {
      update(digest, file.getFileName() + " " + Files.size(file) + "\n");
      try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
        while (in.read(buffer) >= 0) {
          // the stream digests what passes
        }
      }
    }
    update(digest, READING + Arrays.toString(settings));
    return HexFormat.of().formatHex(digest.digest(), 0, 16);
  }

  private static void update(MessageDigest digest, String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
  }
}
