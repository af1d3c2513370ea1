package io.gleaner.pipeline.array;

import io.gleaner.pipeline.storage.Location;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** Opens the array of a {@code .npy} file, or one of those of an {@code .npz} file. */
public final class ArrayFile {
  private static final String MEMBER = ".npy";

  private ArrayFile() {}

  /** Returns whether a file is read as one that holds arrays, by its name. */
  public static boolean isArray(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(MEMBER) || lower.endsWith(".npz");
  }

  /**
   * @param member of an {@code .npz} file, which may be another where it has one array alone
   * @throws UnreadableArrayException where there is no array that is read
   */
  public static ArrayRows open(Location file, String member) throws IOException {
    return file.name().toLowerCase(Locale.ROOT).endsWith(".npz")
        ? openMember(file, member)
        : openWhole(file);
  }

  private static ArrayRows openWhole(Location file) throws IOException {
    InputStream stream = new BufferedInputStream(file.open(), 1 << 16);
    try {
      ArrayHeader header = ArrayHeader.read(stream, file.toString());
      requireSize(header, file.size(), file.toString());
      return new ArrayRows(file.toString(), header, stream, () -> {});
    } catch (IOException | RuntimeException e) {
      stream.close();
      throw e;
    }
  }

  private static void requireSize(ArrayHeader header, long bytes, String file)
      throws UnreadableArrayException {
    if (bytes >= 0 && bytes != header.size()) {
      throw new UnreadableArrayException(
          file,
          String.format(
              Locale.ROOT,
              "has %d bytes, and %d rows of %d numbers of %d bytes need %d",
              bytes,
              header.rows(),
              header.dimension(),
              header.type().bytes(),
              header.size()));
    }
  }

  private static ArrayRows openMember(Location file, String member) throws IOException {
    SeekableByteChannel channel = file.openSeekable();
    ZipFile zip = null;
    try {
      zip = ZipFile.builder().setSeekableByteChannel(channel).get();
      ZipArchiveEntry entry = entry(zip, file, member);
      String name = file + "#" + entry.getName();
      InputStream stream = new BufferedInputStream(zip.getInputStream(entry), 1 << 16);
      ArrayHeader header = ArrayHeader.read(stream, name);
      requireSize(header, entry.getSize(), name);
      return new ArrayRows(name, header, stream, zip);
    } catch (IOException | RuntimeException e) {
      if (zip != null) {
        zip.close();
      }
      channel.close();
      throw e instanceof UnreadableArrayException unreadable
          ? unreadable
          : new UnreadableArrayException(file.toString(), "is no .npz: " + e.getMessage());
    }
  }

  private static ZipArchiveEntry entry(ZipFile zip, Location file, String member)
      throws UnreadableArrayException {
    List<ZipArchiveEntry> arrays = new ArrayList<>();
    for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
      if (entry.getName().equals(member + MEMBER)) {
        return entry;
      }
      if (entry.getName().endsWith(MEMBER)) {
        arrays.add(entry);
      }
    }
    if (arrays.size() == 1) {
      return arrays.get(0);
    }
    throw new UnreadableArrayException(
        file.toString(),
        String.format(
            Locale.ROOT,
            "has no array \"%s\", it has %s",
            member,
            arrays.stream()
                .map(ZipArchiveEntry::getName)
                .map(name -> name.substring(0, name.length() - MEMBER.length()))
                .toList()));
  }
}
