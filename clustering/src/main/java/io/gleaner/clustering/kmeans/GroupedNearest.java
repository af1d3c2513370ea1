package io.gleaner.clustering.kmeans;

import io.gleaner.clustering.vector.DotProduct;
import io.gleaner.clustering.vector.Factor;
import io.gleaner.clustering.vector.MatrixProduct;
import io.gleaner.clustering.vector.Proposals;
import java.util.Arrays;

/**
 * Compares a row with the centroids of the groups that are nearest to it. Which groups these are is
 * decided like everything else, so that a row's cluster depends on the row and the centroids alone.
 * Rows are gathered group by group, so that the work stays matrix products: with {@code g} probed
 * groups 2 × rows × √clusters × (1 + g) × dimension operations. Memory: the centroids once more in
 * native memory, and {@code 4 × g} bytes for each of the rows that are assigned at once.
 */
final class GroupedNearest extends NearestCentroid {
  private static final int ROWS = ExactNearest.ROWS;
  private static final int COLUMNS = ExactNearest.COLUMNS;
  private static final int STEP = 64;

  private final CentroidIndex index;
  private final Factor middles;
  private final Factor[][] groups;
  private final int[][] members;
  private final float[] highest;
  private final int[] found;

  GroupedNearest(CentroidIndex index, MatrixProduct product) {
    super(index.centroids().dimension(), product);
    this.index = index;
    int dimension = index.centroids().dimension();
    int count = index.middles().clusters();
    middles = product.factor(index.middles().values(), 0, count, dimension);
    groups = new Factor[count][];
    members = new int[count][];
    highest = new float[index.probed()];
    found = new int[count];
  }

  @Override
  void find(Factor all, float[] values, int[] clusters, float[] similarities) {
    int dimension = all.dimension();
    int[] probes = probes(all, values);
    int[] starts = new int[index.middles().clusters() + 1];
    for (int group : probes) {
      starts[group + 1]++;
    }
    for (int i = 1; i < starts.length; i++) {
      starts[i] += starts[i - 1];
    }
    int[] next = starts.clone();
    int[] probing = new int[probes.length];
    for (int i = 0; i < probes.length; i++) {
      probing[next[probes[i]]++] = i / index.probed();
    }
    Decision decision =
        new Decision(values, index.centroids().values(), dimension, clusters, similarities)
            .cleared();
    for (int group = 0; group < groups.length; group++) {
      for (int from = starts[group]; from < starts[group + 1]; from += ROWS) {
        int[] some = padded(probing, from, Math.min(from + ROWS, starts[group + 1]));
        Factor[] columns = columns(group);
        try (Factor factor = product.select(all, some, 0, some.length)) {
          for (int i = 0; i < columns.length; i++) {
            decision.consider(
                product.multiply(factor, columns[i]), some, members[group], i * COLUMNS);
          }
        }
      }
    }
  }

  /*
   * A product of a new shape costs libtorch more than the product of some hundred rows, since it
   * makes a kernel for it. So rows and columns come in multiples of STEP; the last is repeated,
   * and considered again, which changes nothing.
   */
  private static int[] padded(int[] values, int from, int to) {
    int[] padded = Arrays.copyOfRange(values, from, from + (to - from + STEP - 1) / STEP * STEP);
    Arrays.fill(padded, to - from, padded.length, values[to - 1]);
    return padded;
  }

  /** Returns the nearest groups of each row, [rows, probed]. */
  private int[] probes(Factor all, float[] values) {
    int[] probes = new int[all.rows() * index.probed()];
    for (int from = 0; from < all.rows(); from += ROWS) {
      int count = Math.min(ROWS, all.rows() - from);
      try (Factor factor = product.slice(all, from, count)) {
        Proposals proposals = product.multiply(factor, middles);
        for (int row = 0; row < count; row++) {
          probe(proposals, row, values, from + row, probes);
        }
      }
    }
    return probes;
  }

  /*
   * The g-th highest proposal p says that g groups are at least as similar as p - margin, so each
   * of the g most similar ones is, and is proposed with at least p - 2 margin.
   */
  private void probe(Proposals proposals, int row, float[] values, int at, int[] probes) {
    int probed = index.probed();
    int dimension = index.centroids().dimension();
    float[] centres = index.middles().values();
    float bar = Math.nextDown(kth(proposals, row) - 2 * proposals.margin());
    int count = proposals.atLeast(row, bar, found);
    int to = at * probed;
    int kept = 0;
    for (int i = 0; i < count; i++) {
      float similarity =
          DotProduct.of(values, at * dimension, centres, found[i] * dimension, dimension);
      int place = Math.min(kept, probed);
      while (place > 0 && similarity > highest[place - 1]) {
        place--;
      }
      if (place < probed) {
        for (int j = Math.min(kept, probed - 1); j > place; j--) {
          highest[j] = highest[j - 1];
          probes[to + j] = probes[to + j - 1];
        }
        highest[place] = similarity;
        probes[to + place] = found[i];
        kept++;
      }
    }
  }

  /** Returns the lowest of the {@code probed} highest proposals of a row. */
  private float kth(Proposals proposals, int row) {
    int last = highest.length - 1;
    Arrays.fill(highest, Float.NEGATIVE_INFINITY);
    for (int column = 0; column < proposals.columns(); column++) {
      float proposal = proposals.get(row, column);
      if (proposal > highest[last]) {
        int place = last;
        while (place > 0 && proposal > highest[place - 1]) {
          highest[place] = highest[place - 1];
          place--;
        }
        highest[place] = proposal;
      }
    }
    return highest[last];
  }

  private Factor[] columns(int group) {
    if (groups[group] == null) {
      int from = index.starts()[group];
      int to = index.starts()[group + 1];
      members[group] = to > from ? padded(index.members(), from, to) : new int[0];
      Factor[] columns = new Factor[(members[group].length + COLUMNS - 1) / COLUMNS];
      for (int i = 0; i < columns.length; i++) {
        columns[i] = gather(members[group], i * COLUMNS);
      }
      groups[group] = columns;
    }
    return groups[group];
  }

  private Factor gather(int[] clusters, int from) {
    int dimension = index.centroids().dimension();
    int count = Math.min(COLUMNS, clusters.length - from);
    float[] gathered = new float[count * dimension];
    for (int i = 0; i < count; i++) {
      System.arraycopy(
          index.centroids().values(),
          clusters[from + i] * dimension,
          gathered,
          i * dimension,
          dimension);
    }
    return product.factor(gathered, 0, count, dimension);
  }

  @Override
  public void close() {
    middles.close();
    for (Factor[] columns : groups) {
      if (columns != null) {
        for (Factor factor : columns) {
          factor.close();
        }
      }
    }
  }
}
