package io.gleaner.pipeline.audit;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Some thousand audited pictures side by side. The arrays are shared; nobody writes.
 *
 * @param vectors of unit length, with ids
 * @param rows what else is known of each picture, in the order of the vectors
 */
record AuditedBlock(EmbeddingBlock vectors, List<AuditedImage> rows) {
  int size() {
    return rows.size();
  }

  /** Returns the places of the pictures of each SHA-256. */
  Map<String, int[]> byDigest() {
    Map<String, int[]> places = new HashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      places.merge(rows.get(i).sha256(), new int[] {i}, AuditedBlock::joined);
    }
    return places;
  }

  private static int[] joined(int[] some, int[] one) {
    int[] all = Arrays.copyOf(some, some.length + 1);
    all[some.length] = one[0];
    return all;
  }
}
