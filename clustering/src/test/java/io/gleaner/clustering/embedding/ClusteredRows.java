package io.gleaner.clustering.embedding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Unit rows around random centres, for tests; noise up to a fifth of a component. */
public final class ClusteredRows {
  private ClusteredRows() {}

  public static EmbeddingBlock of(int rows, int dimension, int centres, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] centre = new double[centres][dimension];
    for (double[] each : centre) {
      Arrays.setAll(each, i -> random.nextDouble(-1, 1));
    }
    float[] values = new float[rows * dimension];
    String[] ids = new String[rows];
    for (int row = 0; row < rows; row++) {
      ids[row] = String.format(Locale.ROOT, "%06d", row);
      double[] around = centre[random.nextInt(centres)];
      for (int i = 0; i < dimension; i++) {
        values[row * dimension + i] = (float) (around[i] + random.nextDouble(-0.2, 0.2));
      }
      UnitVectors.normalise(values, row * dimension, dimension);
    }
    return new EmbeddingBlock(ids, values, dimension);
  }

  /** Deals the rows to {@code count} shards in turn, so that no shard has neighbouring rows. */
  public static List<EmbeddingShard> shards(EmbeddingBlock block, int count) {
    List<EmbeddingShard> shards = new ArrayList<>();
    int dimension = block.dimension();
    for (int shard = 0; shard < count; shard++) {
      int rows = (block.rows() - shard + count - 1) / count;
      String[] ids = new String[rows];
      float[] values = new float[rows * dimension];
      for (int i = 0; i < rows; i++) {
        int row = shard + i * count;
        ids[i] = block.id(row);
        System.arraycopy(block.values(), block.offset(row), values, i * dimension, dimension);
      }
      shards.add(new ResidentShard("shard-" + shard, new EmbeddingBlock(ids, values, dimension)));
    }
    return shards;
  }
}
