package io.gleaner.pipeline.source;

import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** Members of a compressed tar: it is unpacked up to the last place, from its start once more. */
final class PlacedUnpacked implements PlacedBytes {
  private static final int BUFFER = 1 << 16;

  private final Location file;
  private final long limit;
  private InputStream tar;
  private long at;
  private Place last;
  private byte[] lastBytes;

  PlacedUnpacked(Location file, long limit) {
    this.file = file;
    this.limit = limit;
  }

  @Override
  public byte[] read(Place place, String uri) throws IOException {
    if (place.offset() == null || place.length() == null) {
      return ScatteredMember.read(file, place, uri, limit);
    }
    if (place.equals(last)) {
      return lastBytes; // of links, which have their target's place
    }
    ChannelBytes.requireLength(place.length(), limit);
    last = null;
    try {
      if (tar == null || place.offset() < at) {
        reopen();
      }
      pass(place.offset() - at);
      byte[] bytes = tar.readNBytes(Math.toIntExact(place.length()));
      at += bytes.length;
      if (bytes.length < place.length()) {
        throw ended();
      }
      last = place;
      lastBytes = bytes;
      return bytes;
    } catch (IOException | RuntimeException e) {
      close(); // where in the stream it happened is not known
      throw e;
    }
  }

  private void reopen() throws IOException {
    close();
    PlacedFile.requireRegular(file);
    tar = Unpacking.of(file.open());
    at = 0;
  }

  private void pass(long bytes) throws IOException {
    byte[] passed = new byte[BUFFER];
    for (long left = bytes; left > 0; ) {
      int read = tar.read(passed, 0, (int) Math.min(left, BUFFER));
      if (read < 0) {
        throw ended();
      }
      left -= read;
      at += read;
    }
  }

  private ChangedException ended() {
    return new ChangedException(
        String.format(Locale.ROOT, "the tar ends at byte %d of what it unpacks to", at));
  }

  @Override
  public void close() throws IOException {
    if (tar != null) {
      tar.close();
      tar = null;
    }
  }
}
