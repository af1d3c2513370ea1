package io.gleaner.pipeline.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Locale;

/** Bytes at a position of a channel. */
final class ChannelBytes {
  private static final long LARGEST_ARRAY = Integer.MAX_VALUE - 8L;

  private ChannelBytes() {}

  /**
   * @param limit most bytes that are read
   * @throws PlacedBytes.ChangedException where the channel ends before them
   */
  static byte[] read(SeekableByteChannel channel, long offset, long length, long limit)
      throws IOException {
    requireLength(length, limit);
    if (offset < 0) {
      throw ended(channel, offset, length);
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) length);
    channel.position(offset);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes) < 0) {
        throw ended(channel, offset, length);
      }
    }
    return bytes.array();
  }

  private static IOException ended(SeekableByteChannel channel, long offset, long length)
      throws IOException {
    return new PlacedBytes.ChangedException(
        String.format(
            Locale.ROOT,
            "%d bytes at byte %d of a file that has %d",
            length,
            offset,
            channel.size()));
  }

  static void requireLength(long length, long limit) throws IOException {
    long most = Math.min(limit, LARGEST_ARRAY);
    if (length < 0 || length > most) {
      throw new IOException(String.format(Locale.ROOT, "%d bytes, 0 to %d are read", length, most));
    }
  }
}
