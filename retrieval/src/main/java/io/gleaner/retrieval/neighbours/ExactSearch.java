package io.gleaner.retrieval.neighbours;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.vector.DotProduct;
import io.gleaner.clustering.vector.MatrixProduct;

/**
 * The exact nearest neighbours of one block of queries among base blocks that are shown one at a
 * time, in any order. Oquab et al. 2024, A.3 and A.4 (there by an approximate index).
 *
 * <p>Memory: 4 × queries × base rows bytes for the products of one base block, and 8 bytes for each
 * neighbour held. Time: one matrix product for each base block and, for each query, about {@code k
 * (1 + ln(n / k))} dot products in all where the base comes in no particular order. Not
 * thread-safe.
 */
final class ExactSearch {
  /*
   * The product of a BLAS proposes, DotProduct decides. Each sums the n products of a pair in some
   * order of its own, so each is off by at most n·u / (1 - n·u) · Σ|aᵢbᵢ| with u = 2^-24 (Higham
   * 2002, section 3.1), and Σ|aᵢbᵢ| is at most |a|·|b|, which is 1 for unit vectors. The two
   * therefore differ by at most twice that. A pair whose product is further than this below the
   * k-th similarity found so far cannot enter the list, nor tie with its end; every other pair is
   * decided by DotProduct, however many they are. So nothing depends on how the BLAS rounds, and no
   * slack has to be guessed: a placeholder image repeated by the thousand only costs its own dot
   * products.
   */
  private final EmbeddingBlock queries;
  private final NearestOfQuery[] nearest;
  private final float margin;

  /**
   * @param queries what to search for, unit vectors
   * @param k neighbours of each query, at least 1
   */
  ExactSearch(EmbeddingBlock queries, int k) {
    SearchConfig.checkK(k);
    this.queries = queries;
    this.margin = margin(queries.dimension());
    nearest = new NearestOfQuery[queries.rows()];
    for (int row = 0; row < nearest.length; row++) {
      nearest[row] = new NearestOfQuery(k);
    }
  }

  /**
   * Returns how far a product and {@link DotProduct} may be apart for unit vectors, with 2 % for
   * norms that are not quite 1 and for the subtraction itself.
   */
  static float margin(int dimension) {
    double terms = dimension * 0x1p-24;
    return (float) (2 * 1.02 * terms / (1 - terms));
  }

  /** Searches {@code base}; a base image with the id of a query is not its neighbour. */
  void scan(EmbeddingBlock base, MatrixProduct product) {
    if (base.rows() == 0 || queries.rows() == 0) {
      return;
    }
    int dimension = queries.dimension();
    checkDimension(base, dimension);
    float[] proposed =
        product.multiply(queries.values(), queries.rows(), base.values(), base.rows(), dimension);
    for (int row = 0; row < nearest.length; row++) {
      decide(row, base, proposed);
    }
  }

  private void decide(int row, EmbeddingBlock base, float[] proposed) {
    NearestOfQuery found = nearest[row];
    String query = queries.id(row);
    float bar = found.bar() - margin;
    int start = row * base.rows();
    for (int column = 0; column < base.rows(); column++) {
      if (proposed[start + column] >= bar && !base.id(column).equals(query)) {
        found.offer(
            base.id(column),
            DotProduct.of(
                queries.values(),
                queries.offset(row),
                base.values(),
                base.offset(column),
                queries.dimension()));
        bar = found.bar() - margin;
      }
    }
  }

  /** Ends the search: returns the neighbours of every query, in the order of the queries. */
  NeighbourBlock finish() {
    return collect(queries, nearest);
  }

  /** Empties {@code nearest}, one for each query, into a block. */
  static NeighbourBlock collect(EmbeddingBlock queries, NearestOfQuery[] nearest) {
    int[] starts = new int[nearest.length + 1];
    for (int row = 0; row < nearest.length; row++) {
      starts[row + 1] = Math.addExact(starts[row], nearest[row].size());
    }
    String[] ids = new String[starts[nearest.length]];
    float[] similarities = new float[ids.length];
    for (int row = 0; row < nearest.length; row++) {
      nearest[row].drainTo(ids, similarities, starts[row]);
    }
    return new NeighbourBlock(queries.ids(), starts, ids, similarities);
  }

  /** Throws IllegalArgumentException where two sides of a search have different dimensions. */
  static void checkDimension(EmbeddingBlock block, int dimension) {
    if (block.dimension() != dimension) {
      throw new IllegalArgumentException(
          "%s and %d more have dimension %d, the other side of the search has %d"
              .formatted(block.id(0), block.rows() - 1, block.dimension(), dimension));
    }
  }
}
