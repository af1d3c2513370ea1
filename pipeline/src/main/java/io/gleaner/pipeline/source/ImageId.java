package io.gleaner.pipeline.source;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** An image's stable identity: it depends on its source and its uri there, on nothing else. */
public final class ImageId {
  private ImageId() {}

  /**
   * Returns 32 hex digits: the first 128 bits of SHA-256 over source, a zero byte and uri. Two of n
   * images collide with probability n² / 2^129: 2.5e-21 for 1.3 billion.
   */
  public static String of(String source, String uri) {
    return hex(source + '\0' + uri);
  }

  /** Returns 32 hex digits of SHA-256 over any text. */
  static String hex(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
