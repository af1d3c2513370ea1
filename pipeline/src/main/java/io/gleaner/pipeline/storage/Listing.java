package io.gleaner.pipeline.storage;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;

/**
 * The files below a folder, at any depth, sorted by location; the file itself where a file is
 * listed, nothing where nothing is there. Local links are followed. Files that another process
 * renames meanwhile do no harm. Memory: some 200 bytes a file.
 */
public final class Listing {
  private Listing() {}

  /**
   * Lists what is no one's bookkeeping: without files and folders whose name starts with a dot, and
   * without {@code _SUCCESS}.
   */
  public static List<StoredFile> of(Location root) throws IOException {
    return list(root, false);
  }

  /** Lists everything. */
  public static List<StoredFile> withHidden(Location root) throws IOException {
    return list(root, true);
  }

  static boolean hidden(String name) {
    return name.startsWith(".") || name.equals("_SUCCESS");
  }

  private static List<StoredFile> list(Location root, boolean withHidden) throws IOException {
    List<StoredFile> files =
        root.isLocal() ? LocalTree.files(root, withHidden) : RemoteTree.files(root, withHidden);
    files.sort(Comparator.comparing(StoredFile::location));
    return List.copyOf(files);
  }
}
