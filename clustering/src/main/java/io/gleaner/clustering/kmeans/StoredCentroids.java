package io.gleaner.clustering.kmeans;

import io.gleaner.clustering.workers.Numbers;
import io.gleaner.clustering.workers.ScratchFolder;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;

/**
 * Centroids in a file, so that a pipeline carries their name only: read once in each JVM, which
 * keeps them while one of its threads uses them. Memory in a worker: 4 × clusters × dimension
 * bytes, and what {@link CentroidIndex} adds.
 *
 * @param folder nobody else's, written to once
 * @param search how rows find their centroid
 */
record StoredCentroids(ScratchFolder folder, CentroidSearch search) implements CentroidSource {
  private static final String NAME = "centroids";
  private static final Map<StoredCentroids, WeakReference<CentroidIndex>> LOADED = new HashMap<>();

  /** Writes {@code centroids} to the file. */
  static StoredCentroids write(Centroids centroids, CentroidSearch search, ScratchFolder folder)
      throws IOException {
    folder.write(
        NAME,
        out -> {
          out.writeInt(centroids.clusters());
          out.writeInt(centroids.dimension());
          Numbers.write(out, centroids.values());
        });
    return new StoredCentroids(folder, search);
  }

  @Override
  public CentroidIndex index() throws IOException {
    synchronized (LOADED) {
      LOADED.values().removeIf(each -> each.get() == null);
      WeakReference<CentroidIndex> loaded = LOADED.get(this);
      CentroidIndex index = loaded == null ? null : loaded.get();
      if (index == null) {
        index = read();
        LOADED.put(this, new WeakReference<>(index));
      }
      return index;
    }
  }

  private CentroidIndex read() throws IOException {
    try (DataInputStream in = folder.open(NAME);
        ProductThreads threads = new ProductThreads(1)) {
      int clusters = in.readInt();
      int dimension = in.readInt();
      float[] values = Numbers.readFloats(in, Math.multiplyExact(clusters, dimension));
      return CentroidIndex.of(new Centroids(values, dimension), search, threads);
    }
  }
}
