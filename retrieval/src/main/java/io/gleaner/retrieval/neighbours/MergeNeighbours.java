package io.gleaner.retrieval.neighbours;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Unites the answers of several indexes to the same queries, such as the cells of one base: the k
 * best of all. Associative and commutative, so that partial answers may be merged in any order and
 * nesting, as long as each holds its own k best.
 */
public final class MergeNeighbours {
  private MergeNeighbours() {}

  /**
   * Merges blocks. An image that several blocks name for one query counts once, by its best
   * similarity.
   *
   * @param k neighbours kept of each query, at least 1
   * @return a row for each query of any block, ascending by id
   */
  public static NeighbourBlock best(Collection<NeighbourBlock> blocks, int k) {
    SearchConfig.checkK(k);
    Map<String, List<Neighbour>> lists = new TreeMap<>();
    for (NeighbourBlock block : blocks) {
      for (Neighbours neighbours : block.lists()) {
        lists
            .computeIfAbsent(neighbours.query(), query -> new ArrayList<>())
            .addAll(neighbours.nearest());
      }
    }
    List<Neighbours> merged = new ArrayList<>(lists.size());
    lists.forEach((query, offered) -> merged.add(new Neighbours(query, best(offered, k))));
    return NeighbourBlock.of(merged);
  }

  private static List<Neighbour> best(List<Neighbour> offered, int k) {
    offered.sort(Neighbour.ORDER);
    Set<String> seen = new HashSet<>();
    List<Neighbour> kept = new ArrayList<>(Math.min(k, offered.size()));
    for (Neighbour neighbour : offered) {
      if (kept.size() == k) {
        break;
      }
      if (seen.add(neighbour.id())) {
        kept.add(neighbour);
      }
    }
    return kept;
  }
}
