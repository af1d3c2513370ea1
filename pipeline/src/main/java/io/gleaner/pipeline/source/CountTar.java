package io.gleaner.pipeline.source;

import io.gleaner.pipeline.storage.Location;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the images of a tar by the headers of its members. A plain tar is jumped through, from
 * header to header, so that some thousand bytes are read for each member; a compressed one has to
 * be unpacked and is looked at to its {@value #MOST_UNPACKED}th byte as it is stored.
 */
final class CountTar {
  private static final int MOST_MEMBERS = 40_000;
  private static final long MOST_UNPACKED = 16L << 20;

  /** Of what is stored, that is read and not yet unpacked: half of the buffer. */
  private static final long READ_AHEAD = 1 << 19;

  private CountTar() {}

  /** Returns the inputs that {@link TarImages} would give of an undamaged shard. */
  static UnitCount of(ListedFile file) throws IOException {
    Location location = file.location();
    boolean packed;
    try (InputStream start = location.open()) {
      packed = Unpacking.isPacked(start.readNBytes(6));
    }
    AtomicLong at = new AtomicLong(); // of what is stored
    try (TarReader tar =
        new TarReader(
            () ->
                packed
                    ? Unpacking.of(new Counted(location.open(), at))
                    : new JumpingStream(location.openSeekable(), at))) {
      return count(tar, file.bytes(), at);
    }
  }

  private static UnitCount count(TarReader tar, long bytes, AtomicLong at) throws IOException {
    long inputs = 0;
    int seen = 0;
    for (TarReader.Part part = tar.next(); part != null; part = tar.next()) {
      if (part instanceof TarMember member && isImage(member)) {
        inputs++;
      }
      seen++;
      if (tar.isCompressed() ? at.get() > MOST_UNPACKED : seen == MOST_MEMBERS) {
        long ahead = tar.isCompressed() ? READ_AHEAD : 0;
        return new UnitCount(inputs, Math.min(bytes, at.get() - ahead), bytes);
      }
    }
    return UnitCount.whole(inputs, bytes);
  }

  private static boolean isImage(TarMember member) {
    MemberName name = MemberName.of(member.name());
    return name != null
        && name.isImage()
        && member.kind() != TarMember.Kind.FOLDER
        && member.kind() != TarMember.Kind.LABEL;
  }

  /** Counts the bytes that are read of what is stored. */
  private static final class Counted extends FilterInputStream {
    private final AtomicLong bytes;

    Counted(InputStream in, AtomicLong bytes) {
      super(in);
      this.bytes = bytes;
      bytes.set(0);
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      bytes.addAndGet(value < 0 ? 0 : 1);
      return value;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int read = super.read(into, offset, length);
      bytes.addAndGet(Math.max(0, read));
      return read;
    }
  }
}
