package io.gleaner.pipeline.cli;

import io.gleaner.retrieval.neighbours.SearchConfig;
import io.gleaner.retrieval.neighbours.cells.CellConfig;
import picocli.CommandLine.Option;

/** How neighbours are found. */
final class SearchOptions {
  @Option(
      names = "--index",
      defaultValue = "auto",
      description = "${COMPLETION-CANDIDATES} (default: auto)")
  private SearchConfig.Index index;

  @Option(
      names = "--cells",
      description = "cells that the searched images are cut into (default: by their number)")
  private int cells = CellConfig.AUTO;

  @Option(
      names = "--nprobe",
      description =
          "cells in which each image is searched (default: 8 of 2000, retrieve 32 of 10000)")
  private Integer nprobe;

  /**
   * @param defaults of what is not given
   */
  SearchConfig config(CellConfig defaults) {
    return SearchConfig.DEFAULTS
        .withIndex(index)
        .withCells(
            defaults.withCells(cells).withNprobe(nprobe == null ? defaults.nprobe() : nprobe));
  }
}
