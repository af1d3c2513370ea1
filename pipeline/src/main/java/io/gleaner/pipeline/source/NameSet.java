package io.gleaner.pipeline.source;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Names that were seen, by the first 128 bits of their SHA-256: two of a billion names are mixed up
 * with probability 1.5e-21. Memory: 24 to 48 bytes a name.
 */
final class NameSet {
  private final MessageDigest digest;
  private long[] hashes = new long[2 * 64];
  private int size;

  NameSet() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Adds a name; returns whether it is new. */
  boolean add(String name) {
    ByteBuffer hash = ByteBuffer.wrap(digest.digest(name.getBytes(StandardCharsets.UTF_8)));
    long high = hash.getLong();
    long low = hash.getLong() | 1; // a zero marks a free place
    if (3L * size >= hashes.length) {
      grow();
    }
    int at = place(hashes, high, low);
    if (hashes[at + 1] != 0) {
      return false;
    }
    hashes[at] = high;
    hashes[at + 1] = low;
    size++;
    return true;
  }

  private void grow() {
    long[] larger = new long[2 * hashes.length];
    for (int i = 0; i < hashes.length; i += 2) {
      if (hashes[i + 1] != 0) {
        int at = place(larger, hashes[i], hashes[i + 1]);
        larger[at] = hashes[i];
        larger[at + 1] = hashes[i + 1];
      }
    }
    hashes = larger;
  }

  private static int place(long[] hashes, long high, long low) {
    int at = 2 * (int) (high & (hashes.length / 2 - 1));
    while (hashes[at + 1] != 0 && (hashes[at] != high || hashes[at + 1] != low)) {
      at = (at + 2) & (hashes.length - 1);
    }
    return at;
  }
}
