package io.gleaner.pipeline.sort;

import java.io.Closeable;
import java.io.IOException;

/** Records in order. Not thread-safe. */
public interface SortedRecords extends Closeable {
  /** Goes to the next record; false at the end. */
  boolean next() throws IOException;

  /** Returns the key of this record. */
  byte[] key();

  /** Returns what came with the key. */
  byte[] value();
}
