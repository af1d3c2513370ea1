package io.gleaner.pipeline.source;

import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.util.List;

/**
 * A member of a tar whose bytes are not in one piece, which is a sparse one: the shard is read as
 * its source reads it, headers and the members before, until the member comes.
 */
final class ScatteredMember {
  private ScatteredMember() {}

  static byte[] read(Location shard, Place place, String uri, long limit) throws IOException {
    PlacedFile.requireRegular(shard);
    TarUnit unit =
        new TarUnit("", "", "", place.file(), ListedFile.unlisted(shard), List.of(), limit);
    try (RawImages images = unit.open()) {
      for (RawImage raw = images.next(); raw != null; raw = images.next()) {
        if (raw.uri().equals(uri)) {
          if (raw.bytes() == null) {
            throw new IOException(raw.rejection().detail());
          }
          return raw.bytes();
        }
      }
    }
    throw new PlacedBytes.ChangedException("the shard has no member of this name any more");
  }
}
