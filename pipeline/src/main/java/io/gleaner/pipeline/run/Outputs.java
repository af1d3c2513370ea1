package io.gleaner.pipeline.run;

import io.gleaner.pipeline.storage.Listing;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.storage.StoredFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The files of a stage as a listing finds them, hidden ones left out.
 *
 * @param root the run's directory
 * @param files by their names below it, slashes between segments
 */
record Outputs(Location root, Map<String, StoredFile> files) {
  Outputs {
    files = Collections.unmodifiableMap(files);
  }

  /**
   * @param outputs folders and files below {@code root}; what is missing has no files
   */
  static Outputs list(Location root, List<Location> outputs) throws IOException {
    Map<String, StoredFile> files = new TreeMap<>();
    for (Location output : outputs) {
      for (StoredFile file : Listing.of(output)) {
        files.put(file.location().below(root), file);
      }
    }
    return new Outputs(root, files);
  }

  /** Returns what a mark names and is not there as it was marked, each with what is wrong. */
  List<String> notAsMarked(Mark mark) {
    List<String> wrong = new ArrayList<>();
    mark.files().forEach((name, extent) -> wrong(name, extent).ifPresent(wrong::add));
    return wrong;
  }

  /** Returns what is wrong with a file, if anything. */
  Optional<String> wrong(String name, Mark.Extent extent) {
    StoredFile found = files.get(name);
    if (found == null) {
      return Optional.of(root.resolve(name) + " is gone");
    }
    return found.bytes() == extent.bytes()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%s has %d bytes and was written with %d",
                root.resolve(name),
                found.bytes(),
                extent.bytes()));
  }

  /** Returns the tables that no mark names: whoever lists the folder reads them too. */
  List<Location> unmarkedTables(Map<String, Mark.Extent> marked) {
    return files.keySet().stream()
        .filter(name -> RunDirectory.isTable(name) && !marked.containsKey(name))
        .map(root::resolve)
        .toList();
  }

  /** Returns the files that no stage can have written: clearing the folders would lose them. */
  List<Location> foreign() {
    return files.keySet().stream()
        .filter(name -> !RunDirectory.isWritten(name))
        .map(root::resolve)
        .toList();
  }

  /**
   * Requires that files which were there earlier still are, as they were.
   *
   * @throws DisturbedRunException where one is not
   */
  void requireAll(Outputs earlier) throws DisturbedRunException {
    for (Map.Entry<String, StoredFile> file : earlier.files.entrySet()) {
      StoredFile now = files.get(file.getKey());
      if (now == null || now.bytes() != file.getValue().bytes()) {
        throw DisturbedRunException.removed(file.getValue().location());
      }
    }
  }
}
