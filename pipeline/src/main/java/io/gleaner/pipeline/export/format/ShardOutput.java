package io.gleaner.pipeline.export.format;

import io.gleaner.pipeline.storage.Location;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One file of a shard, written from its start under a temporary name: counted, its SHA-256 taken on
 * the way. It has its own name after {@link #commit} alone.
 */
public final class ShardOutput extends OutputStream {
  private static final int BUFFER = 1 << 18;

  private final Location target;
  private final Location temporary;
  private final MessageDigest digest = digest();
  private final OutputStream out;
  private long bytes;
  private boolean ended;

  /** Begins a file; its folder is made where it is missing. */
  public ShardOutput(Location target) throws IOException {
    this.target = target;
    temporary = target.temporary();
    out = new BufferedOutputStream(temporary.create(), BUFFER);
  }

  /** Returns SHA-256 as every JDK has it. */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Returns how many bytes were written so far. */
  public long bytes() {
    return bytes;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] values, int offset, int length) throws IOException {
    out.write(values, offset, length);
    digest.update(values, offset, length);
    bytes += length;
  }

  /**
   * Gives the file its name, in place of an older one.
   *
   * @param name that it is told by
   */
  public ShardFile commit(String name) throws IOException {
    out.close();
    ended = true;
    temporary.moveTo(target);
    return new ShardFile(name, bytes, HexFormat.of().formatHex(digest.digest()));
  }

  @Override
  public void close() throws IOException {
    if (!ended) {
      ended = true;
      try {
        out.close();
      } finally {
        temporary.delete();
      }
    }
  }
}
