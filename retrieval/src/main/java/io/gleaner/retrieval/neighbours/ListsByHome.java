package io.gleaner.retrieval.neighbours;

import io.gleaner.clustering.sampling.Draws;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ObjLongConsumer;

/**
 * Gathers partial lists of cells' queries for the workers that merge them: those of one home cell,
 * or of some small ones, go to one worker, those of a large one to several. So few and large
 * elements are shuffled. Memory: the lists of at most {@value #ROWS} queries and of one block. Not
 * thread-safe.
 */
final class ListsByHome {
  private static final int ROWS = 1 << 15;

  /** Queries whose lists are merged at once, on average. */
  private static final int ROWS_MERGED = 1 << 13;

  private final long[] homes;
  private final int[] mergers;
  private final ObjLongConsumer<NeighbourBlock> output;
  private final Map<Long, Lists> lists = new TreeMap<>();
  private int rows;

  /**
   * @param homes [cells] queries that are at home in each cell
   * @param output takes blocks, each with the key of its merger
   */
  ListsByHome(long[] homes, ObjLongConsumer<NeighbourBlock> output) {
    this.homes = homes;
    this.output = output;
    mergers = new int[homes.length];
    long queries = 0;
    int merger = 0;
    for (int home = 0; home < homes.length; home++) {
      if (queries > 0 && queries + homes[home] > ROWS_MERGED) {
        merger++;
        queries = 0;
      }
      mergers[home] = merger;
      queries += homes[home];
    }
  }

  /**
   * Takes a block of lists.
   *
   * @param home [rows] the home cell of each query
   * @param teller the cell whose empty lists are handed over; of other homes' queries they are
   *     dropped, since someone else tells that these were asked for
   */
  void add(NeighbourBlock block, int[] home, int teller) {
    for (int row = 0; row < block.rows(); row++) {
      if (block.size(row) > 0 || home[row] == teller) {
        lists.computeIfAbsent(key(block.query(row), home[row]), key -> new Lists()).add(block, row);
      }
    }
    rows += block.rows();
    if (rows >= ROWS) {
      finish();
    }
  }

  private long key(String query, int home) {
    long parts = Math.max(1, (homes[home] + ROWS_MERGED - 1) / ROWS_MERGED);
    long part = parts == 1 ? 0 : Long.remainderUnsigned(Draws.hash(0, "merge", query), parts);
    return (long) mergers[home] << 32 | part;
  }

  /** Hands over what is left. */
  void finish() {
    lists.forEach(
        (key, each) ->
            output.accept(
                NeighbourBlock.gather(each.blocks, Arrays.copyOf(each.rows, each.blocks.size())),
                key));
    lists.clear();
    rows = 0;
  }

  private static final class Lists {
    private final List<NeighbourBlock> blocks = new ArrayList<>();
    private int[] rows = new int[16];

    void add(NeighbourBlock block, int row) {
      if (blocks.size() == rows.length) {
        rows = Arrays.copyOf(rows, 2 * rows.length);
      }
      rows[blocks.size()] = row;
      blocks.add(block);
    }
  }
}
