package io.gleaner.pipeline.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Images under one name: folders (with all below them), globs, tar shards and Parquet files.
 * Entries are listed in full and in one order; nothing of an image is read before its unit is
 * opened.
 *
 * @param name {@code pool}, {@code evaluation} or {@code curated/NAME}
 * @param entries paths and globs as the user wrote them, relative to the working directory
 * @param carried fields that go through to the manifest
 * @param bytes largest encoded size that is read
 */
public record ImageSource(String name, List<String> entries, List<String> carried, long bytes) {
  /** Files of a folder are spread over units of about this many, by a hash of their names. */
  static final int FILES_PER_UNIT = 128;

  public ImageSource {
    entries = List.copyOf(entries);
    carried = List.copyOf(carried);
  }

  /**
   * Lists the units, sorted by name.
   *
   * @throws UnusableSourceException where an entry gives nothing, or two give the same uris
   */
  public List<SourceUnit> units() {
    List<String> problems = new ArrayList<>();
    Map<String, String> roots = new LinkedHashMap<>();
    TreeMap<String, Path> shards = new TreeMap<>();
    List<SourceUnit> units = new ArrayList<>();
    for (String entry : entries) {
      try {
        TreeMap<String, Path> files = new TreeMap<>();
        String root = list(entry, files);
        String other = roots.putIfAbsent(root, entry);
        if (other != null) {
          problems.add(
              "\"%s\" and \"%s\" both name their images \"%s/...\"; give one of them another name"
                  .formatted(other, entry, root));
        } else if (files.isEmpty()) {
          problems.add("\"%s\" matches no files".formatted(entry));
        } else {
          units.addAll(fileUnits(root, files, shards));
        }
      } catch (UnusableEntryException e) {
        problems.add(e.getMessage());
      } catch (IOException e) {
        problems.add("\"%s\" cannot be listed: %s".formatted(entry, e));
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

  /** Returns, for each entry, the first segment of its uris and the path that it stands for. */
  public Map<String, String> roots() {
    Map<String, String> roots = new TreeMap<>();
    for (String entry : entries) {
      Path base = base(entry);
      roots.put(segment(base), base.toString());
    }
    return roots;
  }

  private static final class UnusableEntryException extends Exception {
    UnusableEntryException(String message) {
      super(message);
    }
  }

  /** Adds the files of {@code entry} by uri; returns the first segment of those uris. */
  private static String list(String entry, TreeMap<String, Path> files)
      throws IOException, UnusableEntryException {
    Path base = base(entry);
    String root = segment(base);
    if (isGlob(entry)) {
      if (!Files.isDirectory(base)) {
        throw new UnusableEntryException(
            "\"%s\" matches nothing: there is no folder \"%s\"".formatted(entry, base));
      }
      PathMatcher matcher =
          FileSystems.getDefault().getPathMatcher("glob:" + Path.of(entry).normalize());
      walk(base, root, files, path -> matcher.matches(path.normalize()));
    } else if (Files.isDirectory(base)) {
      walk(base, root, files, path -> true);
    } else if (Files.exists(base)) {
      files.put(root, base);
    } else {
      throw new UnusableEntryException("\"%s\" does not exist".formatted(entry));
    }
    return root;
  }

  private interface Filter {
    boolean accepts(Path path);
  }

  private static void walk(Path base, String root, TreeMap<String, Path> files, Filter filter)
      throws IOException {
    Files.walkFileTree(
        base,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        Integer.MAX_VALUE,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return hidden(folder) && !folder.equals(base)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (!attributes.isDirectory() && !hidden(file) && filter.accepts(file)) {
              files.put(root + "/" + slashes(base.relativize(file)), file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure) {
            if (!Files.isDirectory(file)) { // a cycle of links shows as a folder
              files.put(root + "/" + slashes(base.relativize(file)), file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static boolean hidden(Path path) {
    String name = path.getFileName() == null ? "" : path.getFileName().toString();
    return name.startsWith(".") || name.equals("_SUCCESS");
  }

  private static String slashes(Path path) {
    List<String> segments = new ArrayList<>();
    path.forEach(segment -> segments.add(segment.toString()));
    return String.join("/", segments);
  }

  /** Loose files by a hash of their uri, so that a file more changes one unit; shards go apart. */
  private List<SourceUnit> fileUnits(
      String root, TreeMap<String, Path> files, TreeMap<String, Path> shards) {
    TreeMap<String, Path> loose = new TreeMap<>();
    files.forEach((uri, file) -> (isShard(file) ? shards : loose).put(uri, file));
    if (loose.isEmpty()) {
      return List.of();
    }
    // A power of two: twice as many files split each unit in two, and fewer change nothing else.
    int bits = Math.max(0, 32 - Integer.numberOfLeadingZeros((loose.size() - 1) / FILES_PER_UNIT));
    TreeMap<Integer, TreeMap<String, String>> groups = new TreeMap<>();
    loose.forEach(
        (uri, file) -> {
          int hash = Integer.parseUnsignedInt(ImageId.hex(uri).substring(0, 8), 16);
          int group = bits == 0 ? 0 : hash >>> (32 - bits);
          groups.computeIfAbsent(group, none -> new TreeMap<>()).put(uri, absolute(file));
        });
    List<SourceUnit> units = new ArrayList<>();
    groups.forEach(
        (group, members) ->
            units.add(
                new FileUnit(
                    name,
                    "files-%s-%d-of-%d".formatted(safe(root), group, 1 << bits),
                    fingerprint(members),
                    new ArrayList<>(members.keySet()),
                    new ArrayList<>(members.values()),
                    bytes)));
    return units;
  }

  private SourceUnit shard(String uri, Path file) {
    String unit = "shard-" + safe(uri);
    String path = absolute(file);
    String print = fingerprint(new TreeMap<>(Map.of(uri, path)));
    List<String> fields = new ArrayList<>(carried);
    return isTar(file)
        ? new TarUnit(name, unit, print, uri, path, fields, bytes)
        : new ParquetUnit(name, unit, print, uri, path, fields, bytes);
  }

  /** Workers have working directories of their own. */
  private static String absolute(Path file) {
    return file.toAbsolutePath().toString();
  }

  private static boolean isShard(Path file) {
    return isTar(file) || lowerName(file).endsWith(".parquet");
  }

  private static boolean isTar(Path file) {
    return lowerName(file).endsWith(".tar");
  }

  private static String lowerName(Path file) {
    return file.getFileName().toString().toLowerCase(Locale.ROOT);
  }

  private static String fingerprint(TreeMap<String, String> files) {
    StringBuilder text = new StringBuilder();
    files.forEach(
        (uri, file) -> {
          text.append(uri).append('\0');
          try {
            BasicFileAttributes attributes =
                Files.readAttributes(Path.of(file), BasicFileAttributes.class);
            text.append(attributes.size()).append(' ').append(attributes.lastModifiedTime());
          } catch (IOException e) {
            text.append("unreadable");
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

  private static boolean isGlob(String entry) {
    return entry.matches(".*[*?\\[{].*") && !Files.exists(Path.of(entry));
  }

  /** The path itself, or of a glob the part before its first wildcard segment. */
  private static Path base(String entry) {
    if (!entry.matches(".*[*?\\[{].*") || existsLiterally(entry)) {
      return Path.of(entry).normalize();
    }
    Path base = entry.startsWith("/") ? Path.of("/") : Path.of("");
    for (Path segment : Path.of(entry).normalize()) {
      if (segment.toString().matches(".*[*?\\[{].*")) {
        break;
      }
      base = base.resolve(segment);
    }
    return base;
  }

  private static boolean existsLiterally(String entry) {
    try {
      return Files.exists(Path.of(entry));
    } catch (java.nio.file.InvalidPathException e) {
      return false;
    }
  }

  private static String segment(Path base) {
    try {
      Path named = base.toString().isEmpty() || base.endsWith("..") ? base.toRealPath() : base;
      return named.getFileName() == null ? "" : named.getFileName().toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
