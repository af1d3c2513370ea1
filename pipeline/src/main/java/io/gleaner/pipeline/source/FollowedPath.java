package io.gleaner.pipeline.source;

import io.gleaner.pipeline.storage.Location;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the image of a Parquet row is whose bytes are not in the row, but whose path is: Hugging
 * Face's datasets write images that lie in files so. A relative path is looked for below the
 * Parquet file's folder and leads nowhere else. An absolute one is followed on the filesystem that
 * the Parquet file is on, and no other: a table from elsewhere names no file of this machine and
 * asks nobody for anything in the user's name.
 */
final class FollowedPath {
  private static final Pattern REMOTE = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+://[^/]*)(/.*)?");

  private FollowedPath() {}

  /**
   * @param table the Parquet file, absolute
   * @throws NotFollowedException where the path leads out of where it may lead
   */
  static Location of(Location table, String path) throws NotFollowedException {
    try {
      return table.isLocal() ? local(table, path) : remote(table, path);
    } catch (InvalidPathException e) {
      throw new NotFollowedException("is no path");
    }
  }

  private static Location local(Location table, String path) throws NotFollowedException {
    Location named = Location.of(path);
    if (!named.isLocal()) {
      throw new NotFollowedException("is on another filesystem than the Parquet file");
    }
    if (named.path().isAbsolute()) {
      return named;
    }
    Path folder = table.path().getParent();
    Path file = folder.resolve(named.path()).normalize();
    if (!file.startsWith(folder)) {
      throw new NotFollowedException("leads out of the Parquet file's folder");
    }
    return Location.of(file);
  }

  private static Location remote(Location table, String path) throws NotFollowedException {
    if (("/" + path + "/").contains("/../")) {
      throw new NotFollowedException("leads out of the Parquet file's folder");
    }
    if (REMOTE.matcher(path).matches()) {
      if (!authority(path).equals(authority(table.toString()))) {
        throw new NotFollowedException("is on another filesystem than the Parquet file");
      }
      return Location.of(path);
    }
    if (path.startsWith("/") || path.regionMatches(true, 0, "file:", 0, "file:".length())) {
      throw new NotFollowedException("is on another filesystem than the Parquet file");
    }
    return table.sibling(path);
  }

  private static String authority(String location) {
    Matcher matcher = REMOTE.matcher(location);
    return matcher.matches() ? matcher.group(1) : "";
  }

  /** A path that is not followed; the message continues "... is not followed: it". */
  static final class NotFollowedException extends Exception {
    NotFollowedException(String message) {
      super(message, null, false, false);
    }
  }
}
