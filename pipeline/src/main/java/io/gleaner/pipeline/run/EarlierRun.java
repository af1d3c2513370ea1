package io.gleaner.pipeline.run;

import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the run that wrote some tables says of them: a command that is given the folder of another
 * run reads it whole or not at all. Tables of someone else, without a mark, are taken as they are.
 */
final class EarlierRun {
  /** A stage's tables are at most {@code images/curated/NAME/file} below its directory. */
  private static final int MOST_LEVELS = 4;

  private EarlierRun() {}

  /**
   * Requires that the tables below a folder, or one file, are as the marks say of the run that they
   * are in, if they are in one.
   *
   * @throws UnusableRunException where one is not, or where the run is not complete
   */
  static void requireWhole(Location tables) throws IOException {
    Location folder = tables.absolute();
    for (int level = 0; level < MOST_LEVELS; level++) {
      Optional<Location> root = folder.parent();
      if (root.isEmpty() || isOfOtherFormat(folder)) {
        return;
      }
      Map<String, Mark.Extent> marked;
      try {
        marked = marked(new RunDirectory(root.get()));
      } catch (UnusableRunException e) {
        return; // of a format to come: what is read is looked for by name, as in anyone's tables
      }
      String inside = folder.below(root.get());
      if (marked.keySet().stream().anyMatch(file -> file.startsWith(inside + "/"))
          || marked.containsKey(inside)) {
        requireWhole(tables.absolute(), root.get(), marked);
        return;
      }
      // Only a run's directory has marks or a lock, and only an unfinished stage names no table.
      if (!marked.isEmpty()
          || root.get().isLocal() && root.get().resolve(RunDirectory.LOCK).exists()) {
        throw UnusableRunException.incomplete(folder);
      }
      folder = root.get();
    }
  }

  /** Tables of another format are someone else's: what is read of them is looked for by name. */
  private static boolean isOfOtherFormat(Location folder) throws IOException {
    return EarlierFormat.in(folder).isPresent();
  }

  /** Returns the files of all stages that are complete. */
  private static Map<String, Mark.Extent> marked(RunDirectory directory) throws IOException {
    Map<String, Mark.Extent> files = new TreeMap<>();
    for (Mark mark : directory.completeStages()) {
      files.putAll(mark.files());
    }
    return files;
  }

  private static void requireWhole(Location tables, Location root, Map<String, Mark.Extent> marked)
      throws IOException {
    Outputs found = Outputs.list(root, List.of(tables));
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<String, Mark.Extent> each : marked.entrySet()) {
      Location file = root.resolve(each.getKey());
      if (file.equals(tables) || file.isBelow(tables)) {
        found.wrong(each.getKey(), each.getValue()).ifPresent(wrong::add);
      }
    }
    if (!wrong.isEmpty()) {
      throw UnusableRunException.notAsWritten(tables, wrong);
    }
    List<Location> unmarked = found.unmarkedTables(marked);
    if (!unmarked.isEmpty()) {
      throw UnusableRunException.unmarked(unmarked);
    }
  }
}
