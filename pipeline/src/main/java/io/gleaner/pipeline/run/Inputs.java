package io.gleaner.pipeline.run;

import io.gleaner.clustering.embedding.EmbeddingShard;
import io.gleaner.clustering.embedding.StoredEmbeddings;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.storage.StoredFile;
import io.gleaner.pipeline.table.ExcludedIds;
import io.gleaner.pipeline.table.ParquetShard;
import io.gleaner.pipeline.table.TableReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Tables that a stage reads: those of a stage before it, or those that a user names.
 *
 * @param folder a folder of Parquet files at any depth, or one file; it may not be there yet
 * @param column holds the embeddings, where embeddings are read
 * @param fingerprint of the contents, once they are complete
 * @param without ids of images in the tables that count as not there
 */
record Inputs(Location folder, String column, Supplier<String> fingerprint, Set<String> without) {
  Inputs(Location folder, String column, Supplier<String> fingerprint) {
    this(folder, column, fingerprint, Set.of());
  }

  /** Returns the same tables without some of their images. */
  Inputs without(Set<String> ids) {
    return new Inputs(folder, column, fingerprint, ids);
  }

  /** What a stage before writes to {@code folder}. */
  static Inputs of(Location folder, String column, Stage before) {
    return new Inputs(folder, column, before::fingerprint);
  }

  /** Files of the user, told apart by name, size and time. */
  static Inputs of(Location folder, String column) {
    return new Inputs(folder, column, () -> attributes(folder));
  }

  List<Location> files() {
    return RunDirectory.tables(folder);
  }

  /** Returns the names of the tables below the folder, in the order of {@link #files}. */
  List<String> names() {
    return RunDirectory.tableFiles(folder).stream().map(Inputs::name).toList();
  }

  private static String name(StoredFile file) {
    return file.relative().isEmpty() ? file.location().name() : file.relative();
  }

  /** Returns the tables as shards of embeddings, each without the images that left it. */
  List<EmbeddingShard> shards(RemovedImages removed) {
    Map<String, ExcludedIds> byTable = removed.byTable();
    List<EmbeddingShard> shards = new ArrayList<>();
    for (StoredFile file : RunDirectory.tableFiles(folder)) {
      ExcludedIds excluded = byTable.getOrDefault(name(file), ExcludedIds.none()).and(without);
      shards.add(new ParquetShard(file.location(), column, excluded));
    }
    return shards;
  }

  List<EmbeddingShard> shards() {
    return shards(RemovedImages.NONE);
  }

  /** Returns the same for a search. */
  StoredEmbeddings stored(RemovedImages removed) throws IOException {
    return new StoredEmbeddings(shards(removed), Math.max(0, rows() - removed.count()));
  }

  /** Returns the number of rows, by the footers. */
  long rows() throws IOException {
    long rows = 0;
    for (Location file : files()) {
      rows += TableReader.rows(file);
    }
    return rows - without.size();
  }

  private static String attributes(Location folder) {
    Fingerprint fingerprint = Fingerprint.of("files");
    for (StoredFile file : RunDirectory.tableFiles(folder)) {
      fingerprint.with(file.location()).with(file.bytes()).with(file.modified());
    }
    return fingerprint.hex();
  }
}
