package io.gleaner.pipeline.storage;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The files that a pattern names: those below {@code base} whose relative name matches, in the
 * syntax of {@link java.nio.file.FileSystem#getPathMatcher} whatever the filesystem. All below the
 * base is listed.
 *
 * @param base the part before the first segment with a wildcard
 * @param pattern the rest
 */
public record Glob(Location base, String pattern) {
  private static final Pattern WILDCARD = Pattern.compile("[*?\\[{]");

  /** Whether a text has a wildcard and, where it is local, does not name a file as it is. */
  public static boolean isPattern(String text) {
    return WILDCARD.matcher(text).find() && !existsLiterally(text);
  }

  public static Glob of(String text) {
    Location whole = Location.of(text);
    if (whole.isLocal()) {
      return local(whole.path().normalize());
    }
    int authority = whole.text().indexOf('/', whole.text().indexOf("://") + 3);
    var wildcard = WILDCARD.matcher(whole.text());
    if (authority < 0 || !wildcard.find(authority)) {
      throw new IllegalArgumentException(text + " has no wildcard in its path");
    }
    int slash = whole.text().lastIndexOf('/', wildcard.start());
    return new Glob(
        Location.of(whole.text().substring(0, slash)), whole.text().substring(slash + 1));
  }

  private static Glob local(Path path) {
    Path base = path.isAbsolute() ? path.getRoot() : Path.of("");
    List<String> rest = new ArrayList<>();
    for (Path segment : path) {
      if (rest.isEmpty() && !WILDCARD.matcher(segment.toString()).find()) {
        base = base.resolve(segment);
      } else {
        rest.add(segment.toString());
      }
    }
    return new Glob(Location.of(base), String.join("/", rest));
  }

  /** Lists the files, without hidden ones, sorted by location. */
  public List<StoredFile> files() throws IOException {
    PathMatcher matcher = matcher();
    return Listing.of(base).stream()
        .filter(file -> matcher.matches(Path.of(file.relative())))
        .toList();
  }

  /** Whether a file of this name below the base, slashes between segments, is one of them. */
  public boolean matches(String relative) {
    return matcher().matches(Path.of(relative));
  }

  private PathMatcher matcher() {
    return FileSystems.getDefault().getPathMatcher("glob:" + pattern);
  }

  private static boolean existsLiterally(String text) {
    try {
      Location location = Location.of(text);
      return location.isLocal() && Files.exists(location.path());
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
