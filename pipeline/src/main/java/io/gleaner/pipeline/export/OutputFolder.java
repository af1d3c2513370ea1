package io.gleaner.pipeline.export;

import io.gleaner.pipeline.export.format.ExportFolder;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.storage.Listing;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.storage.StoredFile;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What may be written and removed in the folder of an export. */
final class OutputFolder {
  /** What {@link Location#temporary} calls a file. */
  private static final Pattern ASIDE = Pattern.compile("\\..+\\.[0-9a-f-]{36}\\.tmp");

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

  /** Removes the files that calls which were killed had not given their names yet. */
  void clearAside() throws IOException {
    for (StoredFile file : Listing.withHidden(folder.root())) {
      if (ASIDE.matcher(file.location().name()).matches()) {
        file.location().delete();
      }
    }
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
