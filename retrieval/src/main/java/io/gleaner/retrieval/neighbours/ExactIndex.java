package io.gleaner.retrieval.neighbours;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.retrieval.neighbours.exact.NearestRows;
import io.gleaner.retrieval.neighbours.exact.RowLists;
import java.util.Arrays;

/**
 * Exact search: every query against every distinct vector of the base by {@link NearestRows}.
 * Memory: that of {@link SortedEmbeddings}, {@link Twins} and {@link NearestRows}: about (4 to 8) ×
 * dimension bytes an image and its id.
 */
final class ExactIndex implements NeighbourIndex {
  /*
   * For k neighbours, k + 1 distinct vectors are looked for without regard to ids: the query's own
   * image takes the place of at most one. If an image is among the k + 1 nearest, so is its vector:
   * the vectors before it, by similarity and by their first images, have at least one image each
   * that comes before it.
   */
  private static final int QUERY_ROWS = 1024;

  private final SortedEmbeddings base;
  private final Twins twins;
  private final NearestRows vectors;
  private final float floor;

  private ExactIndex(SortedEmbeddings base, float floor) {
    this.base = base;
    this.floor = floor;
    twins = Twins.of(base);
    vectors = NearestRows.of(base.values(), twins.firsts(), Math.max(1, base.dimension()));
  }

  /**
   * Prepares a base.
   *
   * @param floor least similarity of a neighbour; -1 leaves nothing out, not even a cosine that is
   *     rounded to less
   */
  static ExactIndex over(SortedEmbeddings base, float floor) {
    return new ExactIndex(base, floor > -1 ? floor : Float.NEGATIVE_INFINITY);
  }

  @Override
  public NeighbourBlock nearest(EmbeddingBlock queries, int k) {
    SearchConfig.checkK(k);
    RowNeighbours found = new RowNeighbours(base, queries, k);
    if (base.rows() > 0 && queries.rows() > 0) {
      int vectorsAsked = Math.min(k, base.rows()) + 1;
      RowLists lists = vectors.nearest(queries.values(), queries.rows(), vectorsAsked, floor);
      for (int query = 0; query < queries.rows(); query++) {
        spread(lists, query, found);
      }
    }
    return found.finish();
  }

  /** Takes the images of the vectors that were found for a query, nearest first. */
  private void spread(RowLists lists, int query, RowNeighbours found) {
    found.begin(query);
    int end = lists.starts()[query + 1];
    for (int entry = lists.starts()[query]; entry < end && !found.full(); ) {
      float similarity = lists.similarities()[entry];
      int[] images = new int[1];
      int count = 0;
      do { // vectors of one similarity: their images by id
        int taken = 0;
        for (int row = lists.rows()[entry]; row >= 0 && taken <= found.k(); row = twins.next(row)) {
          if (count == images.length) {
            images = Arrays.copyOf(images, 2 * count);
          }
          images[count++] = row;
          taken++;
        }
        entry++;
      } while (entry < end && lists.similarities()[entry] == similarity);
      Arrays.sort(images, 0, count);
      for (int i = 0; i < count && !found.full(); i++) {
        found.add(images[i], similarity);
      }
    }
  }

  @Override
  public int rowsPerQuery() {
    return QUERY_ROWS;
  }

  @Override
  public void close() {
    vectors.close();
  }
}
