package io.gleaner.retrieval.neighbours.exact;

/**
 * The nearest rows of some queries: those of query {@code q} are the entries {@code [starts[q],
 * starts[q + 1])}, by similarity down, then row up.
 *
 * @param starts [queries + 1] from 0, ascending
 * @param rows [entries]
 * @param similarities [entries] by the deciding kernel
 */
public record RowLists(int[] starts, int[] rows, float[] similarities) {
  /** Empties {@code nearest}, one for each query. */
  public static RowLists of(NearestOfQuery[] nearest) {
    int[] starts = new int[nearest.length + 1];
    for (int query = 0; query < nearest.length; query++) {
      starts[query + 1] = Math.addExact(starts[query], nearest[query].size());
    }
    int[] rows = new int[starts[nearest.length]];
    float[] similarities = new float[rows.length];
    for (int query = 0; query < nearest.length; query++) {
      nearest[query].drainTo(rows, similarities, starts[query]);
    }
    return new RowLists(starts, rows, similarities);
  }
}
