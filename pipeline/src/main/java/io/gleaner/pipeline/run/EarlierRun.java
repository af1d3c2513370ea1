package io.gleaner.pipeline.run;

import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the run that wrote some tables says of them: a command that is given the folder of another
 * run reads it whole or not at all. Tables of someone else, without a mark, are taken as they are.
 */
final class EarlierRun {
  /** A stage's tables are at most {@code images/curated/NAME/file} below its directory. */
  private static final int MOST_LEVELS = 4;

  private EarlierRun() {}

  /**
   * Requires that the tables below a folder, or one file, are as the mark says that is in it or
   * above.
   *
   * @throws UnusableRunException where one is not, or where the run is not complete
   */
  static void requireWhole(Location tables) throws IOException {
    Optional<Location> folder = Optional.of(tables.absolute());
    for (int level = 0; level < MOST_LEVELS && folder.isPresent(); level++) {
      Location above = folder.get();
      Optional<Location> root = above.parent();
      if (root.isEmpty()) {
        return;
      }
      Optional<Mark> mark = mark(above);
      if (mark.isPresent()) {
        requireWhole(tables.absolute(), root.get(), mark.get());
        return;
      }
      // Only a run's directory has a lock, and only a stage that is not complete has no mark there.
      if (root.get().isLocal() && root.get().resolve(RunDirectory.LOCK).exists()) {
        throw UnusableRunException.incomplete(above);
      }
      folder = root;
    }
  }

  /** Tables of another format are someone else's: what is read of them is looked for by name. */
  private static Optional<Mark> mark(Location folder) throws IOException {
    if (folder.isLocal() && !folder.isFolder()) {
      return Optional.empty();
    }
    try {
      return Mark.read(folder);
    } catch (UnusableRunException e) {
      return Optional.empty();
    }
  }

  private static void requireWhole(Location tables, Location root, Mark mark) throws IOException {
    Outputs found = Outputs.list(root, List.of(tables));
    List<String> wrong = new ArrayList<>();
    for (String name : mark.files().keySet()) {
      Location file = root.resolve(name);
      if (file.equals(tables) || file.isBelow(tables)) {
        found.wrong(name, mark.files().get(name)).ifPresent(wrong::add);
      }
    }
    if (!wrong.isEmpty()) {
      throw UnusableRunException.notAsWritten(tables, wrong);
    }
    List<Location> unmarked = found.unmarkedTables(mark);
    if (!unmarked.isEmpty()) {
      throw UnusableRunException.unmarked(unmarked);
    }
  }
}
