package io.gleaner.pipeline.run;

import io.gleaner.clustering.embedding.EmbeddingShard;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.storage.StoredFile;
import io.gleaner.pipeline.table.ExcludedIds;
import io.gleaner.pipeline.table.ParquetShard;
import io.gleaner.pipeline.table.TableReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Tables that a stage reads: those of a stage before it, or those that a user names.
 *
 * @param folder a folder of Parquet files at any depth, or one file; it may not be there yet
 * @param column holds the embeddings, where embeddings are read
 * @param fingerprint of the contents, once they are complete
 */
record Inputs(Location folder, String column, Supplier<String> fingerprint) {
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

  /** Returns the tables as shards of embeddings, without the rows of {@code excluded}. */
  List<EmbeddingShard> shards(ExcludedIds excluded) {
    List<EmbeddingShard> shards = new ArrayList<>();
    for (Location file : files()) {
      shards.add(new ParquetShard(file, column, excluded));
    }
    return shards;
  }

  List<EmbeddingShard> shards() {
    return shards(ExcludedIds.none());
  }

  /** Returns the number of rows, by the footers. */
  long rows() throws IOException {
    long rows = 0;
    for (Location file : files()) {
      rows += TableReader.rows(file);
    }
    return rows;
  }

  private static String attributes(Location folder) {
    Fingerprint fingerprint = Fingerprint.of("files");
    for (StoredFile file : RunDirectory.tableFiles(folder)) {
      fingerprint.with(file.location()).with(file.bytes()).with(file.modified());
    }
    return fingerprint.hex();
  }
}
