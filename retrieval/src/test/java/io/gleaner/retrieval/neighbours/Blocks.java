package io.gleaner.retrieval.neighbours;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.embedding.EmbeddingShard;
import io.gleaner.clustering.embedding.ResidentShard;
import io.gleaner.clustering.embedding.UnitVectors;
import io.gleaner.clustering.vector.DotProduct;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Embeddings for tests, and the neighbours of all by comparing all. */
final class Blocks {
  private Blocks() {}

  /** Vectors around a few random centres; ids are the prefix and a shuffled number. */
  static EmbeddingBlock clustered(
      String prefix, int rows, int dimension, int clusters, double spread, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] centres = new float[clusters * dimension];
    for (int i = 0; i < centres.length; i++) {
      centres[i] = (float) random.nextDouble(-1, 1);
    }
    float[] values = new float[rows * dimension];
    String[] ids = new String[rows];
    for (int row = 0; row < rows; row++) {
      int centre = random.nextInt(clusters);
      for (int i = 0; i < dimension; i++) {
        values[row * dimension + i] =
            (float) (centres[centre * dimension + i] + spread * random.nextDouble(-1, 1));
      }
      UnitVectors.normalise(values, row * dimension, dimension);
      ids[row] = String.format(Locale.ROOT, "%s%06d", prefix, (row * 7919L) % 1_000_003);
    }
    return new EmbeddingBlock(ids, values, dimension);
  }

  /** Vectors of few values: many pairs have exactly the same similarity, many rows are equal. */
  static EmbeddingBlock coarse(String prefix, int rows, int dimension, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[rows * dimension];
    String[] ids = new String[rows];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < dimension; i++) {
        values[row * dimension + i] = random.nextInt(2);
      }
      values[row * dimension] = 1;
      UnitVectors.normalise(values, row * dimension, dimension);
      ids[row] = String.format(Locale.ROOT, "%s%06d", prefix, (row * 7919L) % 1_000_003);
    }
    return new EmbeddingBlock(ids, values, dimension);
  }

  /** The definition: every pair by the deciding kernel, sorted. */
  static NeighbourBlock byComparingAll(EmbeddingBlock queries, EmbeddingBlock base, int k) {
    List<Neighbours> lists = new ArrayList<>();
    for (int row = 0; row < queries.rows(); row++) {
      List<Neighbour> all = new ArrayList<>();
      for (int other = 0; other < base.rows(); other++) {
        if (!base.id(other).equals(queries.id(row))) {
          float similarity =
              DotProduct.of(
                  queries.values(),
                  queries.offset(row),
                  base.values(),
                  base.offset(other),
                  base.dimension());
          all.add(new Neighbour(base.id(other), similarity));
        }
      }
      all.sort(Neighbour.ORDER);
      lists.add(new Neighbours(queries.id(row), all.subList(0, Math.min(k, all.size()))));
    }
    return NeighbourBlock.of(lists);
  }

  /** Rows {@code [from, to)} of a block. */
  static EmbeddingBlock slice(EmbeddingBlock block, int from, int to) {
    return new EmbeddingBlock(
        Arrays.copyOfRange(block.ids(), from, to),
        Arrays.copyOfRange(block.values(), block.offset(from), block.offset(to)),
        block.dimension());
  }

  /** One block after the other. */
  static EmbeddingBlock concatenate(EmbeddingBlock first, EmbeddingBlock second) {
    String[] ids = Arrays.copyOf(first.ids(), first.rows() + second.rows());
    System.arraycopy(second.ids(), 0, ids, first.rows(), second.rows());
    float[] values = Arrays.copyOf(first.values(), first.values().length + second.values().length);
    System.arraycopy(second.values(), 0, values, first.values().length, second.values().length);
    return new EmbeddingBlock(ids, values, first.dimension());
  }

  /** The block as shards of at most {@code rows} rows. */
  static List<EmbeddingShard> shards(EmbeddingBlock block, int rows) {
    List<EmbeddingShard> shards = new ArrayList<>();
    for (int from = 0; from < block.rows(); from += rows) {
      int to = Math.min(block.rows(), from + rows);
      shards.add(new ResidentShard("shard-" + from, slice(block, from, to)));
    }
    return shards;
  }

  /** The share of the expected neighbours that were found, over all queries. */
  static double recall(NeighbourBlock found, NeighbourBlock expected) {
    long hits = 0;
    for (int row = 0; row < expected.rows(); row++) {
      List<String> ids = found.neighbours(row).nearest().stream().map(Neighbour::id).toList();
      hits +=
          expected.neighbours(row).nearest().stream()
              .filter(neighbour -> ids.contains(neighbour.id()))
              .count();
    }
    return (double) hits / expected.entries();
  }
}
