package io.gleaner.pipeline.run;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;

/**
 * A digest of what decides a stage's output: its configuration and its inputs, in the order in
 * which they are added. Not thread-safe.
 */
public final class Fingerprint {
  private final MessageDigest digest;

  private Fingerprint() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * @param what names the kind of thing, with a version that grows when its meaning changes
   */
  public static Fingerprint of(String what) {
    return new Fingerprint().with(what);
  }

  /** Adds the text of a value; a record's text has all its components. */
  public Fingerprint with(Object value) {
    byte[] bytes = String.valueOf(value).getBytes(StandardCharsets.UTF_8);
    digest.update(Integer.toString(bytes.length).getBytes(StandardCharsets.US_ASCII));
    digest.update((byte) ':');
    digest.update(bytes);
    return this;
  }

  /** Adds each value in turn, and how many there are. */
  public Fingerprint withAll(Collection<?> values) {
    with(values.size());
    values.forEach(this::with);
    return this;
  }

  /** Returns 32 hex digits and ends the digest. */
  public String hex() {
    return HexFormat.of().formatHex(digest.digest(), 0, 16);
  }
}
