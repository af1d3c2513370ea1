package io.gleaner.pipeline.source;

import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.storage.StoredFile;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A file as the listing found it. Fingerprints hold what is listed, so a file that is another one
 * by the time it is read must not be read in its place.
 *
 * @param location where it is, absolute
 * @param bytes its size then, or -1 for a link that led nowhere and for what no listing named
 * @param modified when it was written last, in nanoseconds since 1970
 */
public record ListedFile(Location location, long bytes, long modified) implements Serializable {
  static ListedFile of(StoredFile stored) {
    return new ListedFile(
        stored.location().absolute(), stored.bytes(), stored.modified().to(TimeUnit.NANOSECONDS));
  }

  /** A file that another one names, of which no listing told. */
  static ListedFile unlisted(Location location) {
    return new ListedFile(location, -1, 0);
  }

  /**
   * Returns how the file differs from what was listed, or null where it does not.
   *
   * @throws java.nio.file.NoSuchFileException where it is not there
   * @throws io.gleaner.pipeline.storage.StorageException where a remote filesystem fails
   */
  String change() throws IOException {
    if (location.isLocal()) {
      BasicFileAttributes now = Files.readAttributes(location.path(), BasicFileAttributes.class);
      return change(now.size(), now.lastModifiedTime());
    }
    return change(location.size(), location.modified());
  }

  String change(long size, FileTime time) {
    String change = change(size);
    return change == null && bytes >= 0 && time.to(TimeUnit.NANOSECONDS) != modified
        ? "written again since it was listed"
        : change;
  }

  /** By the size alone. */
  String change(long size) {
    return bytes < 0 || size == bytes
        ? null
        : String.format(
            Locale.ROOT, "changed since it was listed: %d bytes then, %d now", bytes, size);
  }
}
