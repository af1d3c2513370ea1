package io.gleaner.dedup.near;

import io.gleaner.clustering.sampling.Draws;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Each pair of images once: an edge is proposed by either end, whenever it is among the other's
 * nearest neighbours, and often by both. Where similarities differ, the higher counts.
 */
final class UniqueEdges {
  private UniqueEdges() {}

  /** Returns the edges of {@code block} by the partition, 0 to partitions - 1, of their pair. */
  static Map<Integer, EdgeBlock> split(EdgeBlock block, int partitions) {
    Map<Integer, EdgeBlock.Builder> builders = new TreeMap<>();
    for (int i = 0; i < block.size(); i++) {
      int partition = (int) Math.floorMod(Draws.hash(0, "edges", block.a(i)), (long) partitions);
      builders
          .computeIfAbsent(partition, none -> new EdgeBlock.Builder())
          .add(block.a(i), block.b(i), block.similarity(i));
    }
    Map<Integer, EdgeBlock> parts = new TreeMap<>();
    builders.forEach((partition, builder) -> parts.put(partition, builder.build()));
    return parts;
  }

  /** Returns each pair of {@code blocks} once, by a, then b. */
  static EdgeBlock merge(Iterable<EdgeBlock> blocks) {
    List<EdgeBlock> list = new ArrayList<>();
    blocks.forEach(list::add);
    int[] starts = new int[list.size() + 1];
    for (int i = 0; i < list.size(); i++) {
      starts[i + 1] = Math.addExact(starts[i], list.get(i).size());
    }
    var ids = new IdTable();
    int edges = starts[list.size()];
    int[] a = new int[edges];
    int[] b = new int[edges];
    float[] similarity = new float[edges];
    int edge = 0;
    for (EdgeBlock block : list) {
      for (int i = 0; i < block.size(); i++, edge++) {
        a[edge] = ids.number(block.a(i));
        b[edge] = ids.number(block.b(i));
        similarity[edge] = block.similarity(i);
      }
    }
    String[] sorted = ids.sorted();
    int[] ranks = ids.ranks(sorted);
    int[] order =
        IntStream.range(0, edges)
            .boxed()
            .sorted(
                Comparator.<Integer>comparingInt(i -> ranks[a[i]])
                    .thenComparingInt(i -> ranks[b[i]])
                    .thenComparing(i -> -similarity[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    var unique = new EdgeBlock.Builder();
    for (int i = 0; i < order.length; i++) {
      int one = order[i];
      if (i == 0 || a[one] != a[order[i - 1]] || b[one] != b[order[i - 1]]) {
        unique.add(sorted[ranks[a[one]]], sorted[ranks[b[one]]], similarity[one]);
      }
    }
    return unique.build();
  }
}
