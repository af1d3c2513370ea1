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

  /**
   * Counts the inputs without reading an image: exactly where a listing or a footer tells them, and
   * by the headers of what is looked at where that would take too long. An input that will be
   * rejected counts as any; a unit that cannot be read holds none.
   *
   * @throws io.gleaner.pipeline.storage.StorageException where a remote filesystem fails
   */
  default UnitCount count() throws IOException {
    long bytes = read().stream().mapToLong(file -> Math.max(0, file.bytes())).sum();
    if (inputs().isPresent()) {
      return UnitCount.whole(inputs().getAsLong(), bytes);
    }
    long inputs = 0;
    try (RawImages images = open()) {
      while (images.next() != null) {
        inputs++;
      }
    }
    return UnitCount.whole(inputs, bytes);
  }

  /** Opens the unit for one pass. */
  RawImages open() throws IOException;
}
