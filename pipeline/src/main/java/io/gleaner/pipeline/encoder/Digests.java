package io.gleaner.pipeline.encoder;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Digests of model files. */
final class Digests {
  private Digests() {}

  /** Returns 32 hex digits of the contents of {@code files}, in that order. */
  static String of(Path... files) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
    byte[] buffer = new byte[1 << 16];
    for (Path file : files) {
      digest.update((file.getFileName() + " " + Files.size(file) + "\n").getBytes("UTF-8"));
      try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
        while (in.read(buffer) >= 0) {
          // the stream digests what passes
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest(), 0, 16);
  }
}
