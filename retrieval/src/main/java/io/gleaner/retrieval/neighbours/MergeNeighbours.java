package io.gleaner.retrieval.neighbours;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Unites the answers of several indexes to the same queries, such as the cells of one base: the k
 * best of all. Associative and commutative, so that partial answers may be merged in any order and
 * nesting, as long as each holds its own k best.
 */
public final class MergeNeighbours {
  private MergeNeighbours() {}

  private record Answer(NeighbourBlock block, int row) {}

  /**
   * Merges blocks. An image that several blocks name for one query counts once; its similarity is
   * the same in all, since one kernel gives it. Memory: that of the blocks, and of the result.
   * Time: k × blocks comparisons a query.
   *
   * @param k neighbours kept of each query, at least 1
   * @return a row for each query of any block, ascending by id
   */
  public static NeighbourBlock best(Collection<NeighbourBlock> blocks, int k) {
    SearchConfig.checkK(k);
    Map<String, List<Answer>> lists = new TreeMap<>();
    for (NeighbourBlock block : blocks) {
      for (int row = 0; row < block.rows(); row++) {
        lists
            .computeIfAbsent(block.query(row), query -> new ArrayList<>(blocks.size()))
            .add(new Answer(block, row));
      }
    }
    String[] queries = lists.keySet().toArray(String[]::new);
    Merged merged = new Merged(queries.length * 16);
    int[] starts = new int[queries.length + 1];
    int query = 0;
    for (List<Answer> each : lists.values()) {
      merged.add(each, k);
      starts[++query] = merged.size;
    }
    return new NeighbourBlock(
        queries,
        starts,
        Arrays.copyOf(merged.ids, merged.size),
        Arrays.copyOf(merged.similarities, merged.size));
  }

  private static final class Merged {
    private String[] ids;
    private float[] similarities;
    private int size;

    Merged(int capacity) {
      ids = new String[capacity];
      similarities = new float[capacity];
    }

    void add(List<Answer> lists, int k) {
      int[] next = new int[lists.size()];
      Arrays.setAll(next, i -> lists.get(i).block().start(lists.get(i).row()));
      int first = size;
      while (size - first < k) {
        int best = -1;
        for (int i = 0; i < next.length; i++) {
          if (next[i] < lists.get(i).block().start(lists.get(i).row() + 1)
              && (best < 0
                  || before(lists.get(i).block(), next[i], lists.get(best).block(), next[best]))) {
            best = i;
          }
        }
        if (best < 0) {
          return;
        }
        NeighbourBlock block = lists.get(best).block();
        int entry = next[best]++;
        if (size == first || !ids[size - 1].equals(block.id(entry))) {
          append(block.id(entry), block.similarity(entry));
        }
      }
    }

    private static boolean before(NeighbourBlock a, int entryOfA, NeighbourBlock b, int entryOfB) {
      float one = a.similarity(entryOfA);
      float other = b.similarity(entryOfB);
      return one > other || (one == other && a.id(entryOfA).compareTo(b.id(entryOfB)) < 0);
    }

    private void append(String id, float similarity) {
      if (size == ids.length) {
        int capacity = Math.max(64, Math.addExact(size, size / 2));
        ids = Arrays.copyOf(ids, capacity);
        similarities = Arrays.copyOf(similarities, capacity);
      }
      ids[size] = id;
      similarities[size++] = similarity;
    }
  }
}
