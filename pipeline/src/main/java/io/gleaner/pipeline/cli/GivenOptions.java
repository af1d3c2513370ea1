package io.gleaner.pipeline.cli;

import io.gleaner.pipeline.source.GivenColumns;
import picocli.CommandLine.Option;

/** Where embeddings that someone else made have their vectors and ids. */
final class GivenOptions {
  @Option(
      names = "--column",
      defaultValue = "embedding",
      description = "of vectors, in Parquet; in .npz the array (default: embedding)")
  private String column;

  @Option(
      names = "--id",
      paramLabel = "COLUMN",
      description = "of ids, in Parquet or in metadata beside .npy (default: id)")
  private String id;

  @Option(
      names = "--ids",
      paramLabel = "FILE",
      description = "ids of a single .npy or .npz file of --embeddings, one a line")
  private String ids;

  GivenColumns columns() {
    return new GivenColumns(column, id, null, ids, true);
  }
}
