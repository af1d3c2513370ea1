package io.gleaner.pipeline.run;

import io.gleaner.pipeline.copies.CopyTables;
import io.gleaner.pipeline.copies.FindCuratedCopies;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.storage.StoredFile;
import io.gleaner.pipeline.table.ExcludedIds;
import io.gleaner.pipeline.table.TableReader;
import io.gleaner.retrieval.curated.Mode;
import io.gleaner.retrieval.curated.SetShard;
import io.gleaner.retrieval.neighbours.NeighbourBlock;
import io.gleaner.retrieval.neighbours.Neighbours;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;

/**
 * Pool images that are byte for byte copies of the curated images that retrieve by sample: an image
 * does not retrieve itself. One table for each table of a set that has such images, of the same
 * relative name, so that whoever reads one reads the other beside it and nothing else.
 *
 * @param folder of the tables, below it a folder for each set
 * @param most copies that one curated image has; 0 where there are none
 */
record QueryCopies(Location folder, int most) {
  /**
   * Finds the copies, in a pipeline of its own; none where some table does not tell SHA-256.
   *
   * @param folder for the tables, for the caller to delete
   */
  static QueryCopies find(
      List<Seeds> sets, Inputs pool, RemovedImages removed, Location folder, Execution execution)
      throws IOException {
    List<FindCuratedCopies.ImageTable> curated = new ArrayList<>();
    long rows = 0;
    for (Seeds set : sets) {
      if (set.modes().contains(Mode.SAMPLE)) {
        rows += set.images().rows();
        List<Location> files = set.images().files();
        List<String> names = set.images().names();
        for (int i = 0; i < files.size(); i++) {
          Location pairs = table(folder, set.name(), names.get(i));
          curated.add(new FindCuratedCopies.ImageTable(files.get(i), pairs, ExcludedIds.none()));
        }
      }
    }
    List<FindCuratedCopies.ImageTable> ofPool = new ArrayList<>();
    Map<String, ExcludedIds> byTable = removed.byTable();
    List<Location> files = pool.files();
    List<String> names = pool.names();
    for (int i = 0; i < files.size(); i++) {
      ExcludedIds without = byTable.getOrDefault(names.get(i), ExcludedIds.none());
      ofPool.add(new FindCuratedCopies.ImageTable(files.get(i), null, without));
    }
    if (curated.isEmpty() || !tellBytes(curated) || !tellBytes(ofPool)) {
      return new QueryCopies(folder, 0);
    }
    Pipeline pipeline = execution.pipeline();
    pipeline.apply("Copies", new FindCuratedCopies(curated, ofPool, rows));
    execution.run(pipeline);
    int most = 0;
    for (Location file : RunDirectory.tables(folder)) {
      most = Math.max(most, CopyTables.most(file));
    }
    return new QueryCopies(folder, most);
  }

  private static boolean tellBytes(Collection<FindCuratedCopies.ImageTable> tables)
      throws IOException {
    for (FindCuratedCopies.ImageTable table : tables) {
      if (!TableReader.columns(table.file()).contains("sha256")) {
        return false;
      }
    }
    return true;
  }

  private static Location table(Location folder, String set, String name) {
    return folder.resolve(set).resolve(name);
  }

  /** Returns the copies of the images of one table of a set. */
  SetShard.Copies of(String set, String name) {
    Location file = table(folder, set, name);
    return () -> CopyTables.read(file);
  }

  /** Returns the copies of all images of a set. */
  Map<String, List<String>> ofSet(String set) throws IOException {
    Map<String, List<String>> copies = new HashMap<>();
    if (most > 0) {
      for (StoredFile file : RunDirectory.tableFiles(folder.resolve(set))) {
        copies.putAll(CopyTables.read(file.location()));
      }
    }
    return copies;
  }

  /** Returns a list without the query's copies. */
  static Neighbours without(Neighbours list, Collection<String> copies) {
    return copies.isEmpty()
        ? list
        : new Neighbours(
            list.query(),
            list.nearest().stream().filter(image -> !copies.contains(image.id())).toList());
  }

  /** Returns lists without the queries' copies. */
  static NeighbourBlock without(NeighbourBlock lists, Map<String, List<String>> copies) {
    return copies.isEmpty()
        ? lists
        : NeighbourBlock.of(
            lists.lists().stream()
                .map(list -> without(list, copies.getOrDefault(list.query(), List.of())))
                .toList());
  }
}
