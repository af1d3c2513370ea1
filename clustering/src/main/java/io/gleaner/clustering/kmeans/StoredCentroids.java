package io.gleaner.clustering.kmeans;

import io.gleaner.clustering.workers.Numbers;
import io.gleaner.clustering.workers.ScratchFolder;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.util.HashMap;
import java.util.Map;

/**
 * Centroids in a file, so that a pipeline carries their name only: read once in each JVM, which
 * keeps the last of each folder while there is memory. Memory in a worker: 4 × clusters × dimension
 * bytes, and what {@link CentroidIndex} adds.
 *
 * @param folder nobody else's
 * @param name of the file; a name is written once
 * @param search how rows find their centroid
 */
public record StoredCentroids(ScratchFolder folder, String name, CentroidSearch search)
    implements CentroidSource {
  private static final Map<ScratchFolder, Loaded> LOADED = new HashMap<>();

  private record Loaded(StoredCentroids key, SoftReference<CentroidIndex> index) {}

  /** Writes {@code centroids} to the file. */
  static StoredCentroids write(
      Centroids centroids, CentroidSearch search, ScratchFolder folder, String name)
      throws IOException {
    folder.write(
        name,
        out -> {
          out.writeInt(centroids.clusters());
          out.writeInt(centroids.dimension());
          Numbers.write(out, centroids.values());
        });
    return new StoredCentroids(folder, name, search);
  }

  @Override
  public CentroidIndex index() throws IOException {
    synchronized (LOADED) {
      Loaded loaded = LOADED.get(folder);
      CentroidIndex index = loaded == null || !loaded.key.equals(this) ? null : loaded.index.get();
      if (index == null) {
        try (DataInputStream in = folder.open(name);
            ProductThreads threads = new ProductThreads(1)) {
          int clusters = in.readInt();
          int dimension = in.readInt();
          float[] values = Numbers.readFloats(in, Math.multiplyExact(clusters, dimension));
          index = CentroidIndex.of(new Centroids(values, dimension), search, threads);
        }
        LOADED.put(folder, new Loaded(this, new SoftReference<>(index)));
      }
      return index;
    }
  }
}
