package io.gleaner.pipeline.source;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorInputStream;

/** The tar inside a compressed one: gzip, Zstandard and bzip2, told by content, not by name. */
final class Unpacking {
  private static final int BUFFER = 1 << 20;

  /** Photographs hardly shrink; what grows more than so many times is no shard of images. */
  private static final long LARGEST_EXPANSION = 250;

  private static final long ALWAYS_ALLOWED = 256L << 20;

  private Unpacking() {}

  /**
   * Returns the bytes of the tar itself.
   *
   * @throws IOException also where it is compressed in a way that is not read
   */
  static InputStream of(InputStream stored) throws IOException {
    try {
      return unpacked(stored);
    } catch (IOException | RuntimeException e) {
      stored.close();
      throw e;
    }
  }

  /** Whether a stream that {@link #of} gave unpacks what is stored. */
  static boolean isUnpacked(InputStream tar) {
    return tar instanceof Counted;
  }

  /**
   * Whether a file is compressed, in a way that is read or in one that is not.
   *
   * @param first its first 6 bytes, or all that it has
   */
  static boolean isPacked(byte[] first) {
    return startsWith(first, 0x1f, 0x8b)
        || startsWith(first, 0x28, 0xb5, 0x2f, 0xfd)
        || first.length > 3 && (first[0] & 0xf0) == 0x50 && startsAt(first, 1, 0x2a, 0x4d, 0x18)
        || startsWith(first, 'B', 'Z', 'h') && first.length > 4 && first[4] == 0x31
        || startsWith(first, 0xfd, '7', 'z', 'X', 'Z', 0)
        || startsWith(first, 0x04, 0x22, 0x4d, 0x18)
        || startsWith(first, 'P', 'K', 3, 4);
  }

  private static InputStream unpacked(InputStream stored) throws IOException {
    Counted counted = new Counted(stored);
    InputStream in = new BufferedInputStream(counted, BUFFER);
    in.mark(8);
    byte[] first = in.readNBytes(6);
    in.reset();
    if (startsWith(first, 0x1f, 0x8b)) {
      return guarded(new GzipCompressorInputStream(in, true), counted);
    }
    boolean skippable =
        first.length > 3 && (first[0] & 0xf0) == 0x50 && startsAt(first, 1, 0x2a, 0x4d, 0x18);
    if (startsWith(first, 0x28, 0xb5, 0x2f, 0xfd) || skippable) {
      return guarded(new ZstdCompressorInputStream(in), counted);
    }
    if (startsWith(first, 'B', 'Z', 'h') && first.length > 4 && first[4] == 0x31) {
      return guarded(new BZip2CompressorInputStream(in, true), counted);
    }
    if (startsWith(first, 0xfd, '7', 'z', 'X', 'Z', 0)) {
      throw unread("xz");
    }
    if (startsWith(first, 0x04, 0x22, 0x4d, 0x18)) {
      throw unread("LZ4");
    }
    if (startsWith(first, 'P', 'K', 3, 4)) {
      throw unread("zip");
    }
    return in;
  }

  private static IOException unread(String packing) {
    return new IOException(
        packing + " is not read; pack the images as .tar, .tar.gz, .tar.zst or .tar.bz2");
  }

  private static boolean startsWith(byte[] bytes, int... expected) {
    return startsAt(bytes, 0, expected);
  }

  private static boolean startsAt(byte[] bytes, int from, int... expected) {
    if (bytes.length < from + expected.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if ((bytes[from + i] & 0xff) != expected[i]) {
        return false;
      }
    }
    return true;
  }

  /** Without a buffer: a read that fails loses what it had unpacked, so reads are small. */
  private static InputStream guarded(InputStream unpacked, Counted stored) {
    return new Counted(unpacked) {
      @Override
      void count(long more) throws IOException {
        super.count(more);
        if (bytes > ALWAYS_ALLOWED && bytes / LARGEST_EXPANSION > stored.bytes) {
          throw new IOException(
              String.format(
                  Locale.ROOT, "it unpacks to more than %d times its size", LARGEST_EXPANSION));
        }
      }
    };
  }

  /** Counts what is read or skipped. */
  private static class Counted extends FilterInputStream {
    long bytes;

    Counted(InputStream in) {
      super(in);
    }

    void count(long more) throws IOException {
      bytes += Math.max(0, more);
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      count(value < 0 ? 0 : 1);
      return value;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int read = super.read(into, offset, length);
      count(read);
      return read;
    }

    @Override
    public long skip(long most) throws IOException {
      long skipped = super.skip(most);
      count(skipped);
      return skipped;
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
