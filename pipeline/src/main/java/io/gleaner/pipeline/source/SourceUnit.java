package io.gleaner.pipeline.source;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.OptionalLong;

/**
 * A part of an image source that one worker reads in one go: a tar shard, a Parquet file, some
 * hundred files of a folder. Small, serialisable, readable any number of times, always in the same
 * order.
 */
public interface SourceUnit extends Serializable {
  /** Returns the source: {@code pool}, {@code evaluation} or {@code curated/NAME}. */
  String source();

  /** Returns a file-name-safe name, unique in its source and the same on every run. */
  String name();

  /** Returns a digest of what the unit holds: names, sizes and times of its files. */
  String fingerprint();

  /** Returns the files that a pass reads, as they were listed. */
  List<ListedFile> read();

  /** Returns how many inputs the unit has; empty where only a pass over it tells. */
  default OptionalLong inputs() {
    return OptionalLong.empty();
  }

  /** Opens the unit for one pass. */
  RawImages open() throws IOException;
}
