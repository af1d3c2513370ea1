package io.gleaner.retrieval.neighbours;

import io.gleaner.clustering.embedding.EmbeddingBlock;

/**
 * A searchable set of embeddings: the whole base, or one cell of it. The answers of the cells of a
 * base, united by {@link MergeNeighbours}, are the answer of the base. Thread-safe, but for {@link
 * #close}.
 */
public interface NeighbourIndex extends AutoCloseable {
  /**
   * Finds the {@code k} nearest images of each query, never the query itself (by id), fewer where
   * the index holds fewer. Similarities are those of the deciding kernel.
   *
   * @param queries unit vectors of the index's dimension
   * @param k at least 1
   * @return a row for each query, in the order of {@code queries}
   * @throws IllegalArgumentException if the dimension is not the index's
   */
  NeighbourBlock nearest(EmbeddingBlock queries, int k);

  /** Returns how many queries are best asked at once. */
  int rowsPerQuery();

  /** Frees what the index holds outside of the heap. */
  @Override
  void close();
}
