package io.gleaner.clustering.kmeans;

import java.io.IOException;
import java.io.Serializable;

/** Where a worker gets centroids from. */
interface CentroidSource extends Serializable {
  /** Returns the centroids, ready to be found. */
  CentroidIndex index() throws IOException;
}
