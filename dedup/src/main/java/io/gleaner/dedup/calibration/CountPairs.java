package io.gleaner.dedup.calibration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Looks at every pair of labelled images and counts it by its {@linkplain PairLevels levels}. Pairs
 * are looked at in blocks and never listed. Time: n × n looks at a pair, n images; they are shared
 * among the common pool's threads, and the counts do not depend on how.
 */
public final class CountPairs {
  /** Rows and columns of a block: the vectors of both stay in a core's cache. */
  private static final int ROWS = 32;

  private static final int COLUMNS = 256;

  private CountPairs() {}

  /**
   * @param groupOf each image's group, 0 to {@code groups} - 1
   * @return for each measure
   */
  public static List<GroupedCounts> of(int[] groupOf, int groups, PairLevels pairs) {
    int[] candidates = pairs.candidates();
    List<GroupedCounts> counts = new ArrayList<>();
    for (int count : candidates) {
      counts.add(new GroupedCounts(groups, count));
    }
    int blocks = (groupOf.length + ROWS - 1) / ROWS;
    IntStream.range(0, blocks)
        .parallel()
        .forEach(block -> block(block * ROWS, groupOf, pairs, counts));
    return counts;
  }

  private static void block(int from, int[] groupOf, PairLevels pairs, List<GroupedCounts> counts) {
    int rows = Math.min(ROWS, groupOf.length - from);
    int measures = counts.size();
    int[][] copies = new int[measures][];
    int[][] others = new int[measures][];
    for (int m = 0; m < measures; m++) {
      copies[m] = new int[rows * counts.get(m).levels()];
      others[m] = new int[rows * counts.get(m).levels()];
    }
    int[] levels = new int[measures];
    for (int start = 0; start < groupOf.length; start += COLUMNS) {
      int end = Math.min(start + COLUMNS, groupOf.length);
      for (int row = 0; row < rows; row++) {
        int i = from + row;
        for (int j = start; j < end; j++) {
          if (i == j) {
            continue;
          }
          pairs.of(i, j, levels);
          int[][] counted = groupOf[i] == groupOf[j] ? copies : others;
          for (int m = 0; m < measures; m++) {
            counted[m][row * counts.get(m).levels() + levels[m]]++;
          }
        }
      }
    }
    for (int m = 0; m < measures; m++) {
      GroupedCounts sums = counts.get(m);
      for (int row = 0; row < rows; row++) {
        sums.add(groupOf[from + row], copies[m], others[m], row * sums.levels());
      }
    }
  }

  /** Returns groups of texts as numbers, in the order in which they first come. */
  public static int[] numbered(List<String> groups) {
    List<String> sorted = groups.stream().distinct().toList();
    java.util.Map<String, Integer> numbers = new java.util.HashMap<>();
    for (String group : sorted) {
      numbers.put(group, numbers.size());
    }
    int[] numbered = new int[groups.size()];
    Arrays.setAll(numbered, i -> numbers.get(groups.get(i)));
    return numbered;
  }
}
