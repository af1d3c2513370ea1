package io.gleaner.pipeline.source;

import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/** A loose file, which is an image as a whole. */
record PlacedFile(Location file, long limit) implements PlacedBytes {
  @Override
  public byte[] read(Place place, String uri) throws IOException {
    return read(file, place.length(), limit);
  }

  /**
   * @param length that the file has, or null where any will do
   */
  static byte[] read(Location file, Long length, long limit) throws IOException {
    requireRegular(file);
    try (SeekableByteChannel channel = file.openSeekable()) {
      long size = channel.size();
      if (length != null && length != size) {
        throw new ChangedException(
            String.format(Locale.ROOT, "%d bytes then, %d now", length, size));
      }
      return ChannelBytes.read(channel, 0, size, limit);
    }
  }

  /** Opening a named pipe would wait for someone to write to it. */
  static void requireRegular(Location file) throws IOException {
    if (!file.isLocal() || Files.isRegularFile(file.path())) {
      return;
    }
    if (!Files.exists(file.path())) {
      throw new NoSuchFileException(file.toString());
    }
    throw new IOException("not a regular file");
  }

  @Override
  public void close() {}
}
