package io.gleaner.pipeline.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A file as a stream that passes over bytes without reading them: one that is wanted for headers
 * far apart. Reads {@value #BUFFER} bytes at a time. Not thread-safe.
 */
final class JumpingStream extends InputStream {
  private static final int BUFFER = 4096;

  private final SeekableByteChannel channel;
  private final AtomicLong at;
  private final long size;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).limit(0);

  /**
   * @param at told where the next byte is, after each jump and each read of the file
   */
  JumpingStream(SeekableByteChannel channel, AtomicLong at) throws IOException {
    this.channel = channel;
    this.at = at;
    this.size = channel.size();
  }

  private long position() throws IOException {
    return channel.position() - buffer.remaining();
  }

  private boolean fill() throws IOException {
    buffer.clear();
    int read = channel.read(buffer);
    buffer.flip();
    at.set(position());
    return read > 0;
  }

  @Override
  public int read() throws IOException {
    return buffer.hasRemaining() || fill() ? buffer.get() & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, into.length);
    if (length == 0) {
      return 0;
    }
    if (!buffer.hasRemaining() && !fill()) {
      return -1;
    }
    int read = Math.min(length, buffer.remaining());
    buffer.get(into, offset, read);
    return read;
  }

  @Override
  public long skip(long bytes) throws IOException {
    long skipped = Math.max(0, Math.min(bytes, size - position()));
    if (skipped <= buffer.remaining()) {
      buffer.position(buffer.position() + (int) skipped);
    } else {
      channel.position(position() + skipped);
      buffer.limit(0);
    }
    at.set(position());
    return skipped;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
