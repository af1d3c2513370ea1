package io.gleaner.pipeline.storage;

import java.io.IOException;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;

/** Folders of remote filesystems. */
final class RemoteTree {
  private RemoteTree() {}

  static List<StoredFile> files(Location root, boolean withHidden) throws IOException {
    List<StoredFile> files = new ArrayList<>();
    if (Remote.isHadoop(root)) {
      walk(root, "", withHidden, files);
    } else {
      listKeys(root, withHidden, files);
    }
    if (files.isEmpty()) {
      Optional<Metadata> found = Remote.find(root);
      if (found.isPresent() && (found.get().sizeBytes() > 0 || Remote.opens(root))) {
        files.add(file(root, "", found.get()));
      }
    }
    return files;
  }

  /** Object stores: all keys with a prefix, in one call. */
  private static void listKeys(Location root, boolean withHidden, List<StoredFile> files)
      throws IOException {
    String above = Remote.path(root.text()) + "/";
    for (Metadata found : Remote.match(root, "/**")) {
      String path = Remote.path(found.resourceId());
      // A key that ends with a slash stands in for a folder.
      if (path.startsWith(above) && !path.endsWith("/")) {
        String relative = path.substring(above.length());
        if (withHidden || !anyHidden(relative)) {
          files.add(file(root.resolve(relative), relative, found));
        }
      }
    }
  }

  /**
   * Hadoop: folder by folder. Beam 2.70's own {@code **} leaves out the files of the first folder
   * and all folders whose name a URI encodes, and its matches do not tell folders from files
   * without bytes.
   */
  private static void walk(
      Location folder, String prefix, boolean withHidden, List<StoredFile> files)
      throws IOException {
    for (Metadata found : Remote.match(folder, "/*")) {
      String path = Remote.path(found.resourceId());
      String name = path.substring(path.lastIndexOf('/') + 1);
      if (!withHidden && Listing.hidden(name)) {
        continue;
      }
      Location child = folder.resolve(name);
      if (found.sizeBytes() > 0 || Remote.opens(child)) {
        files.add(file(child, prefix + name, found));
      } else {
        walk(child, prefix + name + "/", withHidden, files);
      }
    }
  }

  private static boolean anyHidden(String relative) {
    for (String segment : relative.split("/")) {
      if (Listing.hidden(segment)) {
        return true;
      }
    }
    return false;
  }

  private static StoredFile file(Location location, String relative, Metadata found) {
    return new StoredFile(
        location, relative, found.sizeBytes(), FileTime.fromMillis(found.lastModifiedMillis()));
  }
}
