package io.gleaner.retrieval.neighbours;

import com.github.jelmerk.hnswlib.core.SearchResult;
import com.github.jelmerk.hnswlib.core.hnsw.HnswIndex;
import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.vector.DotProduct;
import io.gleaner.retrieval.neighbours.exact.NearestOfQuery;
import io.gleaner.retrieval.neighbours.exact.RowLists;
import java.util.List;

/**
 * Approximate search through a hierarchical navigable small-world graph (Malkov and Yashunin 2018),
 * that of hnswlib-core 1.2.0. The same vectors give the same graph and the same answers, whatever
 * the order of the shards. Similarities are exact for what is found; among many almost identical
 * images it is not always the nearest of them that are.
 *
 * <p>Memory: about 5 × dimension + 8 × links + 400 bytes for each vector, and the ids. Queries may
 * come from many threads; at most as many as there are processors are answered at once.
 */
final class HnswSearch implements NeighbourIndex {
  /*
   * Repeatable: hnswlib-core 1.2.0 takes a node's level from the hash of its id, and one thread
   * inserts the nodes in the order of the images' ids. A node's id is its ordinal in that order and
   * not the image's: the level is -ln|hash / (2^31 - 1)| / ln(links), where the hash is Murmur3 of
   * the id's hash code, and a hash of 0 asks for 2^31 levels. The one int whose hash is 0 is above
   * any ordinal that occurs (a test has it); among a billion strings one would hash to 0 with a
   * probability of a fifth.
   *
   * The graph is walked by bytes, and what the walk brings up is ranked by DotProduct. A walk waits
   * for memory: on 12,000 x 384 vectors, walking by floats took about twice as long to ask and 1.3
   * times to build, for a recall of 0.923 against 0.922. The products of bytes are exact integers,
   * the same on every machine. The price: among thousands of images that differ by less than a
   * byte's step, which ones are brought up is nearly arbitrary (of the 64 nearest of 3,000 copies
   * apart by 1e-3 in 32 dimensions it was a fifth, the others were copies as well).
   *
   * Vectors with the same bytes share one node. As nodes of their own they break the graph: the
   * heuristic drops a candidate only for one that is strictly closer, so once there are more than
   * 2 · links of one kind, each keeps links to its own kind alone, and a search that enters this
   * island finds nothing else. 3,000 copies of an image, apart by 3e-8 a component, took recall
   * among 1,500 other images from 1.00 to 0.91 (walked by floats).
   */
  private static final int QUERY_ROWS = 1024;

  private final HnswIndex<Integer, GraphNode, GraphNode, Float> graph; // null: nothing to find
  private final SortedEmbeddings base;
  private final Twins twins;

  private HnswSearch(
      HnswIndex<Integer, GraphNode, GraphNode, Float> graph, SortedEmbeddings base, Twins twins) {
    this.graph = graph;
    this.base = base;
    this.twins = twins;
  }

  /** Builds an index of all of {@code base}, one node after the other. */
  static HnswSearch over(SortedEmbeddings base, HnswConfig config) {
    Twins twins = Twins.of(base);
    if (base.rows() == 0) {
      return new HnswSearch(null, base, twins);
    }
    List<GraphNode> nodes = GraphNode.of(base, twins.firsts());
    HnswIndex<Integer, GraphNode, GraphNode, Float> graph =
        HnswIndex.newBuilder(
                base.dimension(), GraphNode::distance, HnswSearch::compare, nodes.size())
            .withM(config.links())
            .withEfConstruction(config.beamWidthConstruction())
            .withEf(config.beamWidthSearch())
            .build();
    for (GraphNode node : nodes) {
      graph.add(node);
    }
    return new HnswSearch(graph, base, twins);
  }

  private static int compare(Float a, Float b) {
    return Float.compare(a, b);
  }

  @Override
  public NeighbourBlock nearest(EmbeddingBlock queries, int k) {
    SearchConfig.checkK(k);
    RowNeighbours found = new RowNeighbours(base, queries, k);
    if (graph != null) {
      NearestOfQuery[] nearest = new NearestOfQuery[queries.rows()];
      for (int query = 0; query < nearest.length; query++) {
        nearest[query] = find(queries, query, k);
      }
      RowLists lists = RowLists.of(nearest);
      for (int query = 0; query < nearest.length; query++) {
        found.begin(query);
        int end = lists.starts()[query + 1];
        for (int entry = lists.starts()[query]; entry < end && !found.full(); entry++) {
          found.add(lists.rows()[entry], lists.similarities()[entry]);
        }
      }
    }
    return found.finish();
  }

  /** Finds the k + 1 nearest, since the query may find itself. */
  private NearestOfQuery find(EmbeddingBlock queries, int query, int k) {
    int start = queries.offset(query);
    int dimension = base.dimension();
    GraphNode node = GraphNode.ofQuery(queries.values(), start, dimension);
    int wanted = Math.min(k, base.rows()) + 1;
    NearestOfQuery found = new NearestOfQuery(wanted);
    // An eighth more, since the walk's order is by bytes.
    int asked = (int) Math.min(base.rows(), wanted + k / 8L);
    for (SearchResult<GraphNode, Float> result : graph.findNearest(node, asked)) {
      for (int vector : result.item().vectors()) {
        float similarity =
            DotProduct.of(queries.values(), start, base.values(), base.offset(vector), dimension);
        int offered = 0;
        for (int row = vector; row >= 0 && offered < wanted; row = twins.next(row)) {
          found.offer(row, similarity); // no later twin is among the nearest
          offered++;
        }
      }
    }
    return found;
  }

  /** Widens or narrows the search from now on; for benchmarks. */
  HnswSearch withBeam(int beamWidthSearch) {
    graph.setEf(beamWidthSearch);
    return this;
  }

  @Override
  public int rowsPerQuery() {
    return QUERY_ROWS;
  }

  @Override
  public void close() {
    // All of it is on the heap.
  }
}
