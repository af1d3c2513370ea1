package io.gleaner.pipeline.calibrate;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.embedding.EmbeddingReader;
import io.gleaner.clustering.sampling.KeyedSample;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.ParquetShard;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The pool as a calibration needs it.
 *
 * @param images with a vector
 * @param mean of their vectors, each of unit length
 * @param sample some of them, drawn by a keyed hash of their ids
 */
record PoolSample(long images, double[] mean, ImageVectors sample) {
  private static final int ROWS = 4096;
  private static final int MOST_IMAGES = 20_000;
  private static final int MOST_COMPONENTS = 1 << 25;

  private record Drawn(String id, float[] vector) {}

  /**
   * Reads the pool once. Memory: at most {@value #MOST_IMAGES} vectors, and of them no more than
   * {@value #MOST_COMPONENTS} components.
   */
  static PoolSample read(List<Location> tables, String column, long seed) throws IOException {
    long images = 0;
    double[] sums = new double[0];
    KeyedSample<Drawn> sample = null;
    for (Location table : tables) {
      try (EmbeddingReader reader = ParquetShard.of(table, column).open(ROWS)) {
        for (EmbeddingBlock block = reader.next(); block != null; block = reader.next()) {
          int dimension = block.dimension();
          if (sample == null) {
            sums = new double[dimension];
            sample =
                new KeyedSample<>(
                    Math.min(MOST_IMAGES, MOST_COMPONENTS / dimension), seed, "calibrate/pool");
          }
          if (dimension != sums.length) {
            continue; // told by the stages, which cannot use it either
          }
          for (int row = 0; row < block.rows(); row++) {
            int from = block.offset(row);
            for (int i = 0; i < dimension; i++) {
              sums[i] += block.values()[from + i];
            }
            if (sample.wants(block.id(row))) {
              sample.offer(
                  block.id(row),
                  new Drawn(
                      block.id(row), Arrays.copyOfRange(block.values(), from, from + dimension)));
            }
            images++;
          }
        }
      }
    }
    List<String> ids = new ArrayList<>();
    List<float[]> rows = new ArrayList<>();
    if (sample != null) {
      for (Drawn drawn : sample.items()) {
        ids.add(drawn.id);
        rows.add(drawn.vector);
      }
    }
    double[] mean = new double[sums.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = sums[i] / images;
    }
    return new PoolSample(images, mean, ImageVectors.of(ids, rows, Math.max(1, sums.length)));
  }
}
