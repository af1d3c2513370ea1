package io.gleaner.pipeline.export;

import io.gleaner.pipeline.export.format.ExportFolder;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.storage.Listing;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.storage.StoredFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What may be written and removed in the folder of an export. */
final class OutputFolder {
  /** As {@link Location#temporary} names them. */
  private static final Pattern TEMPORARY =
      Pattern.compile("\\..+\\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.tmp");

  private final ExportFolder folder;
  private final RunDirectory run;

  OutputFolder(ExportFolder folder, RunDirectory run) {
    this.folder = folder;
    this.run = run;
  }

  /**
   * Requires that the folder is not the run's, and empty or an export's.
   *
   * @throws UnusableExportException where it is not
   */
  void requireUsable() throws IOException {
    Location root = folder.root();
    if (root.equals(run.root()) || root.isBelow(run.root()) || run.root().isBelow(root)) {
      throw new UnusableExportException(
          String.format(
              Locale.ROOT,
              "--output: %s and the run %s lie in one another; choose another folder",
              root,
              run.root()));
    }
    if (Plan.read(folder).isEmpty()) {
      List<StoredFile> others = Listing.of(root);
      if (!others.isEmpty()) {
        throw new UnusableExportException(
            String.format(
                Locale.ROOT,
                "--output: %s is there and no export wrote it; choose an empty folder",
                others.get(0).location()));
      }
    }
  }

  /** Requires leave to remove another export. */
  void requireForce(boolean force) {
    if (!force) {
      throw new UnusableExportException(
          String.format(
              Locale.ROOT,
              "--output: %s holds an export of another manifest or with other options; choose"
                  + " another folder, or replace it by --force",
              folder.root()));
    }
  }

  /** Removes what an export that was killed has left under temporary names. */
  void sweep() throws IOException {
    if (!folder.root().isLocal()) {
      for (StoredFile file : Listing.withHidden(folder.root())) {
        if (isTemporary(file.location().name())) {
          file.location().delete();
        }
      }
    } else if (Files.isDirectory(folder.root().path())) {
      sweep(folder.root().path());
    }
  }

  /** Holds no list: an image folder may have millions of files. */
  private static void sweep(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      Iterator<Path> each = files.iterator();
      while (each.hasNext()) {
        Path file = each.next();
        if (isTemporary(file.getFileName().toString())) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static boolean isTemporary(String name) {
    return TEMPORARY.matcher(name).matches();
  }

  /** Removes what an export has written and nothing else; its plan goes last. */
  void clear(Plan plan) throws IOException {
    folder.file(ExportMark.FILE).delete();
    folder.file(MissingImages.FILE).delete();
    folder.file(Mix.FILE).delete();
    Pattern files = Pattern.compile(plan.files());
    for (StoredFile file : Listing.of(folder.root())) {
      if (files.matcher(file.relative()).matches()) {
        file.location().delete();
      }
    }
    for (StoredFile file : Listing.withHidden(folder.hidden(""))) {
      if (!file.location().name().equals(".lock") && !file.location().name().equals("plan.json")) {
        file.location().delete();
      }
    }
    folder.hidden("plan.json").delete();
  }
}
