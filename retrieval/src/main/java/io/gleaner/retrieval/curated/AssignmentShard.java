package io.gleaner.retrieval.curated;

import java.io.IOException;
import java.io.Serializable;

/**
 * A reference to a stored run of cluster assignments, such as one Parquet file: small,
 * serialisable, and readable any number of times on any worker.
 */
public interface AssignmentShard extends Serializable {
  /** Receives the images of a shard, one after the other. */
  interface Visitor {
    /**
     * Receives an image.
     *
     * @param cluster the image's cluster, 0 or above
     * @param similarity cosine to the cluster's centroid
     */
    void visit(String id, int cluster, float similarity);
  }

  /** Shows every image to {@code visitor}. */
  void read(Visitor visitor) throws IOException;
}
