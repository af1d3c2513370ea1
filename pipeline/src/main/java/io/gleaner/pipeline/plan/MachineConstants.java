package io.gleaner.pipeline.plan;

/**
 * What is not measured in ten seconds: seconds of a core of the machine that runs were measured on
 * (two cores of an AMD EPYC without AMX), to be multiplied by how much slower another one is. Those
 * of pairs, visits and bytes are docs/scale.md's; starts are what stages of the quickstart took,
 * and what a set adds is the difference between Tiny ImageNet's 40 sets and the quickstart's 4.
 */
final class MachineConstants {
  /** Processor seconds of a process's first pipeline, on the machine of all that follows. */
  static final double FIRST_PIPELINE = 3.0;

  /** Bytes of Parquet with vectors that a core reads in a second. */
  static final double READ = 1.3e8;

  /** Of a row whose embedding was made elsewhere: its id, its columns. */
  static final double GIVEN_ROW = 1e-5;

  /** Of a byte of such an embedding, which is read, checked and written. */
  static final double GIVEN_BYTE = 1.2e-8;

  /** Of an image in a cell that it visits. */
  static final double VISIT = 1.17e-5;

  /** Of a neighbour that is decided. */
  static final double NEIGHBOUR = 2e-7;

  /** Of a byte that is written aside and read again. */
  static final double ASIDE = 2e-9;

  /** Of an image whose hashes are compared. */
  static final double HASHED = 1e-4;

  /** Of an edge, or of an image without one, that the driver decides on. */
  static final double DECIDED = 1.2e-6;

  /** Of a row of the composition table: its tables, its counts. */
  static final double SET_TABLES = 0.02;

  /** Of the same in the report: queries, pictures, plots. */
  static final double SET_REPORT = 0.13;

  /** Of a further search by cells, for a set whose images were taken by others. */
  static final double SEARCH_PIPELINE = 0.2;

  /** That the first search by cells takes, beyond a search without: training, writing aside. */
  static final double START_OF_CELLS = 1.8;

  private MachineConstants() {}

  /**
   * Returns the seconds that a stage takes however few images there are: classes are loaded and
   * compiled, pipelines are built, files are written to disk.
   */
  static double start(String stage) {
    return switch (stage) {
      case "embed" -> 1.2;
      case "hash" -> 1.9; // the first pipeline of a run on the direct runner
      case "neighbours" -> 1.2;
      case "deduplicate" -> 0.15;
      case "curated_copies" -> 0.8;
      case "cluster" -> 1.2;
      case "retrieve" -> 1.6;
      case "manifest" -> 0.7;
      case "report" -> 3.5;
      default -> 1.0; // a stage that was not measured
    };
  }
}
