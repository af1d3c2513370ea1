package io.gleaner.pipeline.cli;

import io.gleaner.retrieval.neighbours.SearchConfig;
import picocli.CommandLine.Option;

/** How neighbours are found. */
final class SearchOptions {
  @Option(
      names = "--index",
      defaultValue = "exact",
      description = "${COMPLETION-CANDIDATES} (default: exact)")
  private SearchConfig.Index index;

  SearchConfig config() {
    return SearchConfig.DEFAULTS.withIndex(index);
  }
}
