package io.gleaner.clustering.sampling;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.workers.ScratchFolder;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A training sample in files of at most {@value RowSample#ROWS_PER_BLOCK} rows. The files may hold
 * some rows more; the sample is those up to the last one's hash and id. Which rows these are is the
 * same as in {@link TrainingSample#draw}, whatever the files.
 *
 * @param folder of the files
 * @param parts names of the files, at least one where there is a row
 * @param rows of the sample
 * @param hash of the last row
 * @param id of the last row
 */
public record StoredSample(
    ScratchFolder folder, List<String> parts, long rows, long hash, String id)
    implements Serializable {
  /**
   * Finds the sample in what workers have written. Memory: 8 bytes for each row of the files.
   *
   * @param limit most rows
   */
  static StoredSample of(ScratchFolder folder, long limit) throws IOException {
    List<String> parts = folder.names();
    long[] hashes = new long[1024];
    int rows = 0;
    for (String part : parts) {
      long[] more = SamplePart.readKeys(folder, part).hashes();
      if (rows + more.length > hashes.length) {
        hashes = Arrays.copyOf(hashes, Math.max(2 * rows, rows + more.length));
      }
      System.arraycopy(more, 0, hashes, rows, more.length);
      rows += more.length;
    }
    if (rows <= limit) {
      return new StoredSample(folder, parts, rows, -1L, "\uffff");
    }
    long last = selected(hashes, rows, (int) limit - 1);
    int smaller = 0;
    for (int i = 0; i < rows; i++) {
      smaller += Long.compareUnsigned(hashes[i], last) < 0 ? 1 : 0;
    }
    List<String> equal = new ArrayList<>();
    for (String part : parts) {
      SamplePart.Keys keys = SamplePart.readKeys(folder, part);
      for (int i = 0; i < keys.ids().length; i++) {
        if (keys.hashes()[i] == last) {
          equal.add(keys.ids()[i]);
        }
      }
    }
    equal.sort(null);
    return new StoredSample(folder, parts, limit, last, equal.get((int) limit - 1 - smaller));
  }

  /** Returns the element at {@code index} of the first {@code length} in unsigned order. */
  private static long selected(long[] values, int length, int index) {
    long[] sorted = new long[length];
    for (int i = 0; i < length; i++) {
      sorted[i] = values[i] ^ Long.MIN_VALUE;
    }
    Arrays.parallelSort(sorted);
    return sorted[index] ^ Long.MIN_VALUE;
  }

  /** Reads the rows of one file that belong to the sample. */
  public EmbeddingBlock read(String part) throws IOException {
    return SamplePart.read(folder, part).upTo(hash, id);
  }

  /** Removes the files. */
  public void delete() throws IOException {
    folder.delete();
  }
}
