package io.gleaner.pipeline.source;

import static io.gleaner.pipeline.source.TarHeader.BLOCK;

import io.gleaner.pipeline.source.TarMember.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarUtils;

/**
 * One pass over a tar that loses nothing in silence. What the headers mean is the library's; where
 * they are is found here, because the library ends at the first zero blocks and at the first
 * damage. Archives that were joined are read one after the other; where a header is damaged, the
 * next block with a right checksum is looked for; a member that claims more than there is is told,
 * and what it claims is looked through for members. Not thread-safe. Memory: one member that is
 * asked for.
 */
final class TarReader implements Closeable {
  /** Most bytes of one extended header, and of all before one member. */
  private static final int LARGEST_EXTENSION = 1 << 20;

  /** What a pass gives: a member, or the news that something is not readable. */
  sealed interface Part permits TarMember, Damage {}

  /**
   * Bytes that are no member.
   *
   * @param detail where, what and what was done, for a person
   */
  record Damage(String detail) implements Part {}

  /** A member's content ends before its size does. */
  static final class CutShortException extends IOException {
    CutShortException(String message) {
      super(message);
    }
  }

  private final TarStream in;
  private final List<byte[]> globals = new ArrayList<>();
  private final List<byte[]> headers = new ArrayList<>();
  private int extended;
  private TarMember member;
  private long onTape;
  private boolean endSeen;
  private boolean endTold;
  private boolean searching;
  private boolean ended;

  TarReader(TarStream.Opener shard) throws IOException {
    this.in = new TarStream(shard);
  }

  /** Whether what is stored was compressed, so that offsets are those of what it unpacks to. */
  boolean isCompressed() {
    return in.isCompressed();
  }

  /** Returns the next part or null at the end. */
  Part next() throws IOException {
    if (member != null) {
      Damage cut = leave();
      if (cut != null) {
        return cut;
      }
    }
    while (!ended) {
      long at = in.offset();
      byte[] block = in.block();
      Part part = null;
      if (block == null) {
        part = end(at);
      } else if (TarHeader.isZero(block)) {
        endSeen = true;
        part = headers.isEmpty() || searching ? null : orphan(at);
        forget();
      } else if (TarHeader.isHeader(block)) {
        searching = false;
        part = header(at, block);
      } else {
        part = search(at, endSeen ? "the archive has ended and no other begins" : "no tar header");
      }
      if (part != null) {
        return part;
      }
    }
    return null;
  }

  private Damage orphan(long at) {
    return new Damage(at(at) + "an extended header is followed by no member");
  }

  /** Ends what is known of the member that came last or is begun. */
  private void forget() {
    member = null;
    headers.clear();
    extended = 0;
  }

  private static String named(byte[] header) {
    return "\"" + TarUtils.parseName(header, 0, 100) + "\", ";
  }

  private static String at(long offset) {
    return String.format(Locale.ROOT, "at byte %d: ", offset);
  }

  private Damage end(long at) {
    ended = true;
    if (searching) {
      return null; // told with the member that was cut short
    }
    if (in.failure() != null) {
      return new Damage(at(at) + "the shard breaks off: " + in.failure());
    }
    if (in.rest() > 0) {
      return new Damage(
          String.format(
              Locale.ROOT,
              "%sthe shard breaks off inside a header, of which %d of %d bytes are there",
              at(at),
              in.rest(),
              BLOCK));
    }
    if (!headers.isEmpty()) {
      return new Damage(at(at) + "the shard breaks off after an extended header");
    }
    if (at == 0) {
      return new Damage("the shard has no bytes");
    }
    return endSeen || endTold
        ? null
        : new Damage(
            at(at)
                + "the shard ends without the zero blocks that end a tar; it may have been cut"
                + " between two members");
  }

  /** Passes over blocks until one is a header; {@code at} is the block that was read last. */
  private Damage search(long at, String cause) throws IOException {
    forget();
    boolean told = searching;
    searching = false;
    while (true) {
      byte[] block = in.block();
      if (block == null) {
        ended = true;
        return told // with the member that was cut short
            ? null
            : new Damage(
                String.format(
                    Locale.ROOT,
                    "%s%s; %d bytes are passed over, no member follows%s",
                    at(at),
                    cause,
                    in.offset() + in.rest() - at,
                    in.failure() == null ? "" : "; the shard breaks off: " + in.failure()));
      }
      if (TarHeader.isHeader(block)) {
        in.pushBack(block);
        endSeen = false;
        return told
            ? null
            : new Damage(
                String.format(
                    Locale.ROOT,
                    "%s%s; %d bytes are passed over, reading goes on at byte %d",
                    at(at),
                    cause,
                    in.offset() - at,
                    in.offset()));
      }
    }
  }

  /** Takes a header: null where it extends the next one, else its member or what is wrong. */
  private Part header(long at, byte[] block) throws IOException {
    long size;
    try {
      size = TarUtils.parseOctalOrBinary(block, 124, 12);
    } catch (IllegalArgumentException e) {
      return search(at, named(block) + "a header whose size is no number");
    }
    if (size < 0) {
      return search(at, named(block) + "a header with a negative size");
    }
    byte type = TarHeader.type(block);
    if (type == 'x' || type == 'X' || type == 'g' || type == 'L' || type == 'K') {
      return extension(at, block, type, size);
    }
    long start = at - extended;
    headers.add(block);
    for (byte[] map = block; type == 'S' && TarHeader.mapGoesOn(map, map == block); ) {
      map = in.block();
      if (map == null || headers.size() > LARGEST_EXTENSION / BLOCK) {
        return search(at, "the map of a sparse file does not end");
      }
      headers.add(map);
    }
    TarArchiveEntry entry;
    try {
      entry = TarHeader.parse(all());
    } catch (IOException | RuntimeException e) {
      return search(at, named(block) + "a header that cannot be used, " + e.getMessage());
    }
    take(start, entry, Kind.of(type));
    return member;
  }

  private Part extension(long at, byte[] block, byte type, long size) throws IOException {
    if (size > LARGEST_EXTENSION || extended > LARGEST_EXTENSION) {
      return search(
          at, String.format(Locale.ROOT, "an extended header that claims %d bytes", size));
    }
    byte[] content = in.read(size + padding(size));
    if (content == null) {
      ended = true;
      return new Damage(
          at(at)
              + "the shard breaks off inside an extended header"
              + (in.failure() == null ? "" : ": " + in.failure()));
    }
    List<byte[]> kept = type == 'g' ? globals : headers;
    if (type == 'g' && globals.stream().mapToLong(part -> part.length).sum() > LARGEST_EXTENSION) {
      globals.clear();
    }
    kept.add(block);
    kept.add(content);
    extended += type == 'g' ? 0 : BLOCK + content.length;
    return null;
  }

  private List<byte[]> all() {
    List<byte[]> all = new ArrayList<>(globals);
    all.addAll(headers);
    return all;
  }

  private void take(long at, TarArchiveEntry entry, Kind flagged) throws IOException {
    Kind kind = flagged;
    if (entry.isDirectory()) {
      kind = Kind.FOLDER;
    } else if (kind == Kind.REGULAR && entry.isSparse()) {
      kind = Kind.SPARSE;
    }
    onTape = entry.getSize();
    if (!kind.hasContent() && onTape > 0) {
      // Some writers give links the size of their target, without its content.
      byte[] following = in.block();
      if (following == null || TarHeader.isZero(following) || TarHeader.isHeader(following)) {
        onTape = 0;
      }
      if (following != null) {
        in.pushBack(following);
      }
    }
    long size = kind == Kind.SPARSE ? entry.getRealSize() : entry.getSize();
    endSeen = false;
    member = new TarMember(entry.getName(), kind, entry.getLinkName(), at, in.offset(), size);
    in.mark();
  }

  /**
   * Reads the member that {@link #next} gave last, once.
   *
   * @param limit its {@code size} is at most this; what is stored of a sparse one may not be
   * @throws CutShortException where the shard ends before the member does
   * @throws IOException where a sparse member cannot be put together
   */
  byte[] content(long limit) throws IOException {
    if (member.kind() == Kind.SPARSE && onTape > limit + LARGEST_EXTENSION) {
      throw new IOException("a sparse file that stores " + onTape + " bytes");
    }
    byte[] stored = in.has(onTape) ? in.read(onTape) : null;
    if (stored == null) {
      throw new CutShortException(cut());
    }
    long left = onTape;
    onTape = 0;
    in.pass(padding(left));
    if (member.kind() != Kind.SPARSE) {
      forget();
      return stored;
    }
    List<byte[]> all = all();
    TarMember sparse = member;
    forget();
    try (TarArchiveInputStream tar = TarHeader.open(all, stored)) {
      tar.getNextEntry();
      byte[] bytes = tar.readNBytes(Math.toIntExact(sparse.size()));
      if (bytes.length < sparse.size()) {
        throw new IOException("a sparse file with fewer bytes than its map says");
      }
      return bytes;
    } catch (RuntimeException e) {
      throw new IOException("a sparse file with a damaged map: " + e.getMessage(), e);
    }
  }

  /** Passes over what is left of a member. */
  private Damage leave() throws IOException {
    if (in.has(onTape) && in.pass(onTape)) {
      in.pass(padding(onTape));
      forget();
      return null;
    }
    String name = member.name();
    return new Damage(at(member.at()) + "\"" + name + "\" is " + cut());
  }

  /** Goes back to the end of the member's header, to look for others from there on. */
  private String cut() throws IOException {
    String failure = in.failure();
    String detail =
        String.format(
            Locale.ROOT,
            "cut short: the shard has %s%d of its %d bytes%s",
            failure == null ? "" : "at least ",
            in.backToMark(),
            onTape,
            failure == null ? "" : ", " + failure);
    forget();
    searching = true;
    endTold = true;
    return detail;
  }

  private static long padding(long size) {
    return (BLOCK - size % BLOCK) % BLOCK;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
