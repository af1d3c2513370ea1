package io.gleaner.pipeline.source;

import io.gleaner.pipeline.storage.Glob;
import io.gleaner.pipeline.storage.Listing;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.storage.StoredFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Images under one name: folders (with all below them), globs, tar shards and Parquet files.
 * Entries are listed in full and in one order; nothing of an image is read before its unit is
 * opened.
 *
 * @param name {@code pool}, {@code evaluation} or {@code curated/NAME}
 * @param entries locations and globs as the user wrote them; local relative paths start in the
 *     working directory
 * @param carried fields that go through to the manifest, each {@code FIELD} or {@code FIELD AS
 *     NAME}
 * @param imageColumn of Parquet files that holds the images, or null for the likeliest
 * @param bytes largest encoded size that is read
 */
public record ImageSource(
    String name, List<String> entries, List<String> carried, String imageColumn, long bytes) {
  /** Files of a folder are spread over units of about this many, by a hash of their names. */
  static final int FILES_PER_UNIT = 128;

  private static final List<String> TARS =
      List.of(
          ".tar",
          ".tar.gz",
          ".tgz",
          ".tar.zst",
          ".tar.zstd",
          ".tzst",
          ".tar.bz2",
          ".tbz2",
          ".tbz",
          ".tar.xz",
          ".txz",
          ".tar.lz4");

  public ImageSource {
    entries = List.copyOf(entries);
    carried = List.copyOf(carried);
  }

  public ImageSource(String name, List<String> entries, List<String> carried, long bytes) {
    this(name, entries, carried, null, bytes);
  }

  /**
   * Lists the units, sorted by name.
   *
   * @throws UnusableSourceException where an entry gives nothing, or two give the same uris
   */
  public List<SourceUnit> units() {
    List<String> problems = new ArrayList<>();
    Map<String, String> roots = new LinkedHashMap<>();
    TreeMap<String, StoredFile> shards = new TreeMap<>();
    List<SourceUnit> units = new ArrayList<>();
    for (String entry : entries) {
      try {
        TreeMap<String, StoredFile> files = new TreeMap<>();
        String root = list(entry, files);
        String other = roots.putIfAbsent(root, entry);
        if (other != null) {
          problems.add(
              String.format(
                  Locale.ROOT,
                  "\"%s\" and \"%s\" both name their images \"%s/...\"; give one of them another"
                      + " name",
                  other,
                  entry,
                  root));
        } else if (files.isEmpty()) {
          problems.add(
              String.format(
                  Locale.ROOT, "\"%s\" matches no files in %s", entry, base(entry).absolute()));
        } else {
          units.addAll(fileUnits(root, files, shards));
        }
      } catch (UnusableEntryException e) {
        problems.add(e.getMessage());
      } catch (IllegalArgumentException e) {
        problems.add(
            String.format(Locale.ROOT, "\"%s\" is no location: %s", entry, e.getMessage()));
      } catch (IOException e) {
        problems.add(String.format(Locale.ROOT, "\"%s\" cannot be listed: %s", entry, e));
      }
    }
    if (entries.isEmpty()) {
      problems.add("no images are named");
    }
    if (!problems.isEmpty()) {
      throw new UnusableSourceException(name, problems);
    }
    shards.forEach((uri, file) -> units.add(shard(uri, file)));
    Collections.sort(units, (a, b) -> a.name().compareTo(b.name()));
    return units;
  }

  /** Returns, for each entry, the first segment of its uris and the location that it stands for. */
  public Map<String, String> roots() {
    Map<String, String> roots = new TreeMap<>();
    for (String entry : entries) {
      Location base = base(entry);
      roots.put(segment(base), base.absolute().toString());
    }
    return roots;
  }

  /**
   * Returns the entry that would list a file of this name if it were there.
   *
   * @param file with links followed
   */
  public Optional<String> entryThatLists(Location file) throws IOException {
    for (String entry : entries) {
      Location base = base(entry).real();
      if (file.isBelow(base)
          && (!Glob.isPattern(entry) || Glob.of(entry).matches(file.below(base)))) {
        return Optional.of(entry);
      }
    }
    return Optional.empty();
  }

  private static final class UnusableEntryException extends Exception {
    UnusableEntryException(String message) {
      super(message);
    }
  }

  /** Adds the files of {@code entry} by uri; returns the first segment of those uris. */
  private static String list(String entry, TreeMap<String, StoredFile> files)
      throws IOException, UnusableEntryException {
    Location base = base(entry);
    List<StoredFile> found;
    if (Glob.isPattern(entry)) {
      if (base.isLocal() && !base.isFolder()) {
        throw new UnusableEntryException(
            String.format(
                Locale.ROOT,
                "\"%s\" matches nothing: there is no folder %s",
                entry,
                base.absolute()));
      }
      found = Glob.of(entry).files();
    } else {
      found = Listing.of(base);
      if (base.isLocal() ? !base.exists() : found.isEmpty()) {
        throw new UnusableEntryException(missing(entry, base));
      }
    }
    String root = segment(base);
    for (StoredFile file : found) {
      files.put(file.relative().isEmpty() ? root : root + "/" + file.relative(), file);
    }
    return root;
  }

  /** A relative path says where it was looked for: mostly the wrong folder is the mistake. */
  private static String missing(String entry, Location base) {
    boolean relative = base.isLocal() && !base.path().isAbsolute();
    return relative
        ? String.format(
            Locale.ROOT,
            "\"%s\" does not exist in the working directory %s",
            entry,
            Path.of("").toAbsolutePath())
        : String.format(Locale.ROOT, "\"%s\" does not exist", entry);
  }

  /** Loose files by a hash of their uri, so that a file more changes one unit; shards go apart. */
  private List<SourceUnit> fileUnits(
      String root, TreeMap<String, StoredFile> files, TreeMap<String, StoredFile> shards) {
    TreeMap<String, StoredFile> loose = new TreeMap<>();
    files.forEach((uri, file) -> (isShard(file.location()) ? shards : loose).put(uri, file));
    Map<String, FileSidecars> sidecars =
        carried.isEmpty() ? Map.of() : FileSidecars.takenFrom(loose);
    if (loose.isEmpty()) {
      return List.of();
    }
    // A power of two: twice as many files split each unit in two, and fewer change nothing else.
    int bits = Math.max(0, 32 - Integer.numberOfLeadingZeros((loose.size() - 1) / FILES_PER_UNIT));
    TreeMap<Integer, TreeMap<String, StoredFile>> groups = new TreeMap<>();
    loose.forEach(
        (uri, file) -> {
          int hash = Integer.parseUnsignedInt(ImageId.hex(uri).substring(0, 8), 16);
          int group = bits == 0 ? 0 : hash >>> (32 - bits);
          groups.computeIfAbsent(group, none -> new TreeMap<>()).put(uri, file);
        });
    List<SourceUnit> units = new ArrayList<>();
    groups.forEach(
        (group, members) -> {
          List<FileSidecars> beside =
              members.keySet().stream()
                  .map(uri -> sidecars.getOrDefault(uri, FileSidecars.NONE))
                  .toList();
          TreeMap<String, StoredFile> read = new TreeMap<>(members);
          beside.forEach(
              one ->
                  one.files().forEach(file -> read.put(file.getKey(), files.get(file.getKey()))));
          FileUnit unit =
              new FileUnit(
                  name,
                  String.format(Locale.ROOT, "files-%s-%d-of-%d", safe(root), group, 1 << bits),
                  fingerprint(read),
                  new ArrayList<>(members.keySet()),
                  new ArrayList<>(members.values().stream().map(ListedFile::of).toList()),
                  new ArrayList<>(beside),
                  fields(),
                  bytes);
          units.add(renamed(unit));
        });
    return units;
  }

  private SourceUnit shard(String uri, StoredFile stored) {
    String unit = "shard-" + safe(uri);
    Location file = stored.location().absolute();
    String print = fingerprint(Map.of(uri, stored));
    SourceUnit shard =
        isTar(file)
            ? new TarUnit(name, unit, print, uri, ListedFile.of(stored), fields(), bytes)
            : new ParquetUnit(
                name,
                unit,
                parquetFingerprint(print),
                uri,
                ListedFile.of(stored),
                fields(),
                imageColumn,
                bytes);
    return renamed(shard);
  }

  /** Returns the names that fields have where they are read. */
  private List<String> fields() {
    return new ArrayList<>(
        CarriedField.parse(carried).stream().map(CarriedField::field).distinct().toList());
  }

  private SourceUnit renamed(SourceUnit unit) {
    return RenamedFields.of(unit, CarriedField.parse(carried));
  }

  private String parquetFingerprint(String print) {
    return imageColumn == null ? print : ImageId.hex(print + '\0' + imageColumn);
  }

  private static boolean isShard(Location file) {
    return isTar(file) || lowerName(file).endsWith(".parquet");
  }

  /** By name: what is compressed, and how, is told by content when it is read. */
  private static boolean isTar(Location file) {
    String name = lowerName(file);
    return TARS.stream().anyMatch(name::endsWith);
  }

  private static String lowerName(Location file) {
    return file.name().toLowerCase(Locale.ROOT);
  }

  private static String fingerprint(Map<String, StoredFile> files) {
    StringBuilder text = new StringBuilder();
    files.forEach(
        (uri, file) -> {
          text.append(uri).append('\0');
          if (file.bytes() < 0) {
            text.append("unreadable");
          } else {
            text.append(file.bytes()).append(' ').append(file.modified());
          }
          text.append('\0');
        });
    return ImageId.hex(text.toString());
  }

  /** Letters, digits, dot, dash; what is cut or replaced is told apart by a hash. */
  private static String safe(String text) {
    String plain = text.replaceAll("[^A-Za-z0-9.-]", "_");
    String shorter = plain.length() > 80 ? plain.substring(plain.length() - 80) : plain;
    return shorter.equals(text) ? text : shorter + "-" + ImageId.hex(text).substring(0, 8);
  }

  /** The location itself, or of a glob the part before its first wildcard segment. */
  private static Location base(String entry) {
    if (Glob.isPattern(entry)) {
      return Glob.of(entry).base();
    }
    Location location = Location.of(entry);
    return location.isLocal() ? Location.of(location.path().normalize()) : location;
  }

  private static String segment(Location base) {
    if (!base.name().isEmpty() && !base.name().equals("..")) {
      return base.name();
    }
    try {
      return Location.of(base.path().toRealPath()).name();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
