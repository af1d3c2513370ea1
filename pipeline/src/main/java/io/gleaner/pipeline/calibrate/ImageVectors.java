package io.gleaner.pipeline.calibrate;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.embedding.EmbeddingReader;
import io.gleaner.clustering.embedding.UnitVectors;
import io.gleaner.clustering.vector.DotProduct;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.ParquetShard;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Vectors of some images of a run, of unit length. Memory: 4 × images × dimension bytes.
 *
 * @param ids of the rows, in the order in which they were asked for; images without a vector are
 *     not among them
 * @param values [ids, dimension] row-major
 */
record ImageVectors(List<String> ids, float[] values, int dimension) {
  private static final int ROWS = 4096;

  /** Reads those of some ids, by one pass over the tables. */
  static ImageVectors read(List<Location> tables, String column, List<String> ids)
      throws IOException {
    Map<String, Integer> places = new HashMap<>();
    ids.forEach(id -> places.putIfAbsent(id, places.size()));
    float[][] found = new float[places.size()][];
    int dimension = 0;
    for (Location table : tables) {
      try (EmbeddingReader reader = ParquetShard.of(table, column).open(ROWS)) {
        for (EmbeddingBlock block = reader.next(); block != null; block = reader.next()) {
          dimension = dimension == 0 ? block.dimension() : dimension;
          for (int row = 0; row < block.rows() && block.dimension() == dimension; row++) {
            Integer place = places.get(block.id(row));
            if (place != null) {
              int from = block.offset(row);
              found[place] = Arrays.copyOfRange(block.values(), from, from + dimension);
            }
          }
        }
      }
    }
    List<String> there = new ArrayList<>();
    List<float[]> rows = new ArrayList<>();
    for (Map.Entry<String, Integer> each :
        places.entrySet().stream().sorted(Map.Entry.comparingByValue()).toList()) {
      if (found[each.getValue()] != null) {
        there.add(each.getKey());
        rows.add(found[each.getValue()]);
      }
    }
    return of(there, rows, Math.max(1, dimension));
  }

  static ImageVectors of(List<String> ids, List<float[]> rows, int dimension) {
    float[] values = new float[Math.multiplyExact(rows.size(), dimension)];
    for (int row = 0; row < rows.size(); row++) {
      System.arraycopy(rows.get(row), 0, values, row * dimension, dimension);
    }
    return new ImageVectors(List.copyOf(ids), values, dimension);
  }

  int rows() {
    return ids.size();
  }

  /** Returns the similarity that decides. */
  float cosine(int i, int j) {
    return DotProduct.of(values, i * dimension, values, j * dimension, dimension);
  }

  /** Returns the vectors from a mean on, scaled to unit length again. */
  ImageVectors centred(double[] mean) {
    float[] moved = new float[values.length];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = (float) (values[i] - mean[i % dimension]);
    }
    for (int row = 0; row < rows(); row++) {
      UnitVectors.normalise(moved, row * dimension, dimension);
    }
    return new ImageVectors(ids, moved, dimension);
  }
}
