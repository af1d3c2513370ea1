package io.gleaner.retrieval.neighbours.cells;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.vector.DotProduct;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Which cells a vector visits, by comparing it with every centroid. */
public final class VisitedCells {
  private VisitedCells() {}

  /** Returns the {@code nprobe} nearest cells of each row, nearest first. */
  public static int[][] of(Cells cells, EmbeddingBlock block, int nprobe) {
    int[][] visited = new int[block.rows()][];
    for (int row = 0; row < visited.length; row++) {
      int offset = block.offset(row);
      double[] similarities =
          IntStream.range(0, cells.count())
              .mapToDouble(
                  cell ->
                      DotProduct.of(
                          block.values(),
                          offset,
                          cells.centroids(),
                          cell * block.dimension(),
                          block.dimension()))
              .toArray();
      visited[row] =
          IntStream.range(0, cells.count())
              .boxed()
              .sorted(Comparator.<Integer>comparingDouble(cell -> -similarities[cell]))
              .limit(nprobe)
              .mapToInt(Integer::intValue)
              .toArray();
    }
    return visited;
  }
}
