package io.gleaner.pipeline.original;

import io.gleaner.pipeline.storage.Location;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What stands behind the first segment of uris, by source. */
final class Roots {
  private final Map<String, Map<String, Location>> bySource;
  private final Map<String, Location> replaced;

  /**
   * @param bySource locations by first segment, by source
   * @param replaced locations that count in place of those, by first segment or by {@code
   *     SOURCE/SEGMENT}
   * @throws IllegalArgumentException where a replaced name is none of those that there are; none
   *     are refused where there are none
   */
  Roots(Map<String, Map<String, Location>> bySource, Map<String, Location> replaced) {
    this.bySource = Map.copyOf(bySource);
    this.replaced = Map.copyOf(replaced);
    Set<String> names = new TreeSet<>();
    Set<String> allowed = new TreeSet<>();
    bySource.forEach(
        (source, roots) -> {
          names.addAll(roots.keySet());
          roots.keySet().forEach(name -> allowed.add(source + "/" + name));
        });
    allowed.addAll(names);
    for (String name : new TreeMap<>(replaced).keySet()) {
      if (!names.isEmpty() && !allowed.contains(name)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the run has no root \"%s\"; it has %s",
                name,
                String.join(", ", names)));
      }
    }
  }

  /** A uri that names no file below a root; the message is for a person. */
  static final class UnknownException extends Exception {
    UnknownException(String message) {
      super(message, null, false, false);
    }
  }

  /** Returns where a file of a source is. */
  Location locate(String source, String uri) throws UnknownException {
    int slash = uri.indexOf('/');
    String name = slash < 0 ? uri : uri.substring(0, slash);
    Location root = root(source, name);
    if (slash < 0) {
      return root;
    }
    String rest = uri.substring(slash + 1);
    if (Arrays.asList(rest.split("/")).contains("..")) {
      throw new UnknownException("its name leads out of " + root);
    }
    try {
      Location file = root.resolve(rest);
      if (root.isLocal() && !file.isLocal() || !below(root, file)) {
        throw new UnknownException("its name leads out of " + root);
      }
      return file;
    } catch (InvalidPathException e) {
      throw new UnknownException("its name is no path here: " + e.getReason());
    }
  }

  /** A name that begins with a slash would stand for itself. */
  private static boolean below(Location root, Location file) {
    if (!root.isLocal()) {
      return true;
    }
    Path folder = root.path().toAbsolutePath().normalize();
    return file.path().toAbsolutePath().normalize().startsWith(folder);
  }

  private Location root(String source, String name) throws UnknownException {
    Location other = replaced.getOrDefault(source + "/" + name, replaced.get(name));
    Location root = other == null ? bySource.getOrDefault(source, Map.of()).get(name) : other;
    if (root == null) {
      throw new UnknownException(
          String.format(
              Locale.ROOT, "nothing says where \"%s\" of the source \"%s\" is", name, source));
    }
    return root;
  }
}
