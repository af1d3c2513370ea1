package io.gleaner.pipeline.source;

import static io.gleaner.pipeline.source.TarHeader.BLOCK;

import io.gleaner.pipeline.storage.StorageException;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.util.Arrays;

/**
 * The bytes of a tar, block by block, with one place to go back to. A stream that fails has ended
 * there, and says why: only a remote filesystem's failures are thrown.
 */
final class TarStream implements Closeable {
  /** Opens the tar from its start, any number of times. */
  interface Opener {
    InputStream open() throws IOException;
  }

  private final Opener shard;
  private InputStream in;
  private long offset;
  private long length = -1;
  private long mark;
  private byte[] pushed;
  private int pushedAt;
  private int rest;
  private String failure;

  TarStream(Opener shard) throws IOException {
    this.shard = shard;
    this.in = reopened();
  }

  private InputStream reopened() throws IOException {
    try {
      return shard.open();
    } catch (IOException | RuntimeException e) {
      fail(e);
      return InputStream.nullInputStream();
    }
  }

  private void fail(Exception e) throws StorageException {
    StorageException.rethrow(e);
    if (e instanceof EOFException) {
      failure = "what is compressed ends early";
    } else if (e.getMessage() == null || e instanceof FileSystemException) {
      failure = e.getClass().getSimpleName() + " " + e.getMessage(); // a path alone
    } else {
      failure = e.getMessage();
    }
  }

  /** Whether the tar is unpacked as it is read. */
  boolean isCompressed() {
    return Unpacking.isUnpacked(in);
  }

  /** Returns where the next block begins. */
  long offset() {
    return offset;
  }

  /** Returns how many bytes follow the last whole block, once it was read; zeros count as none. */
  int rest() {
    return rest;
  }

  /** Returns why the stream ended before its end, or null. */
  String failure() {
    return failure;
  }

  /** Whether so many bytes may follow: false is certain, true is not. */
  boolean has(long bytes) {
    return length < 0 || bytes <= length - offset;
  }

  /** Returns the next block, or null where there is no whole one. */
  byte[] block() throws IOException {
    byte[] block = new byte[BLOCK];
    int read = fill(block, 0, BLOCK);
    if (read == BLOCK) {
      return block;
    }
    offset -= read;
    byte[] part = Arrays.copyOf(block, read);
    rest = TarHeader.isZero(part) ? 0 : read;
    return null;
  }

  /** Gives back the block that was read last. */
  void pushBack(byte[] block) {
    pushed = block;
    pushedAt = 0;
    offset -= BLOCK;
  }

  /** Returns the next bytes, or null where they are not all there. */
  byte[] read(long bytes) throws IOException {
    // Grown as it fills: what a header claims may be more than there is.
    byte[] read = new byte[(int) Math.min(bytes, 1 << 20)];
    int filled = 0;
    while (true) {
      int wanted = read.length - filled;
      int more = fill(read, filled, wanted);
      filled += more;
      if (filled == bytes) {
        return read;
      }
      if (more < wanted) {
        return null;
      }
      read = Arrays.copyOf(read, (int) Math.min(bytes, 2L * read.length));
    }
  }

  /** Passes over bytes; returns whether they were all there. */
  boolean pass(long bytes) throws IOException {
    long left = bytes - fromPushed(null, 0, bytes);
    try {
      while (left > 0) {
        long skipped = in.skip(left);
        if (skipped <= 0) {
          if (in.read() < 0) {
            length = offset;
            return false;
          }
          skipped = 1;
        }
        left -= skipped;
        offset += skipped;
      }
      return true;
    } catch (IOException | RuntimeException e) {
      fail(e);
      length = offset;
      return false;
    }
  }

  private int fill(byte[] into, int from, int bytes) throws IOException {
    int filled = fromPushed(into, from, bytes);
    try {
      while (filled < bytes) {
        int read = in.read(into, from + filled, bytes - filled);
        if (read < 0) {
          length = offset;
          break;
        }
        filled += read;
        offset += read;
      }
    } catch (IOException | RuntimeException e) {
      fail(e);
      length = offset;
    }
    return filled;
  }

  private int fromPushed(byte[] into, int from, long bytes) {
    int taken = pushed == null ? 0 : (int) Math.min(bytes, BLOCK - pushedAt);
    if (taken > 0) {
      if (into != null) {
        System.arraycopy(pushed, pushedAt, into, from, taken);
      }
      pushedAt += taken;
      offset += taken;
      pushed = pushedAt == BLOCK ? null : pushed;
    }
    return taken;
  }

  /** Remembers this place. */
  void mark() {
    mark = offset;
  }

  /** Goes back to the remembered place; returns how many bytes follow it. */
  long backToMark() throws IOException {
    if (offset != mark) {
      in.close();
      pushed = null;
      in = reopened();
      offset = 0;
      pass(mark);
    }
    return Math.max(0, length - mark);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
