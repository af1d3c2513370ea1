package io.gleaner.pipeline.source;

import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;

/** Members of a tar that is not compressed: the bytes themselves and nothing else is read. */
final class PlacedMembers implements PlacedBytes {
  private final Location file;
  private final long limit;
  private SeekableByteChannel channel;

  PlacedMembers(Location file, long limit) {
    this.file = file;
    this.limit = limit;
  }

  @Override
  public byte[] read(Place place, String uri) throws IOException {
    if (place.offset() == null || place.length() == null) {
      return ScatteredMember.read(file, place, uri, limit);
    }
    if (channel == null) {
      PlacedFile.requireRegular(file);
      channel = file.openSeekable();
    }
    return ChannelBytes.read(channel, place.offset(), place.length(), limit);
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
