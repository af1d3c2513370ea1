package io.gleaner.retrieval.neighbours;

import com.github.jelmerk.hnswlib.core.SearchResult;
import com.github.jelmerk.hnswlib.core.hnsw.HnswIndex;
import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.embedding.EmbeddingReader;
import io.gleaner.clustering.embedding.EmbeddingShard;
import io.gleaner.clustering.vector.DotProduct;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

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
  private static final int READ_ROWS = 1024;
  private static final int QUERY_ROWS = 1024;

  private final HnswIndex<Integer, GraphNode, GraphNode, Float> graph; // null: nothing to find
  private final int dimension;
  private final int images;

  private HnswSearch(
      HnswIndex<Integer, GraphNode, GraphNode, Float> graph, int dimension, int images) {
    this.graph = graph;
    this.dimension = dimension;
    this.images = images;
  }

  /**
   * Builds an index of all embeddings of {@code shards}, which all come into memory.
   *
   * @throws IllegalArgumentException if two embeddings differ in dimension
   */
  static HnswSearch over(List<EmbeddingShard> shards, HnswConfig config) throws IOException {
    List<String> ids = new ArrayList<>();
    List<float[]> vectors = new ArrayList<>();
    for (EmbeddingShard shard : shards) {
      try (EmbeddingReader reader = shard.open(READ_ROWS)) {
        for (EmbeddingBlock block = reader.next(); block != null; block = reader.next()) {
          for (int row = 0; row < block.rows(); row++) {
            ids.add(block.id(row));
            int start = block.offset(row);
            vectors.add(Arrays.copyOfRange(block.values(), start, start + block.dimension()));
          }
        }
      }
    }
    if (ids.isEmpty()) {
      return new HnswSearch(null, 0, 0);
    }
    int[] ascending =
        IntStream.range(0, ids.size())
            .boxed()
            .sorted(Comparator.comparing(ids::get))
            .mapToInt(Integer::intValue)
            .toArray();
    int dimension = vectors.get(ascending[0]).length;
    List<String> sortedIds = new ArrayList<>(ascending.length);
    List<float[]> sortedVectors = new ArrayList<>(ascending.length);
    for (int image : ascending) {
      if (vectors.get(image).length != dimension) {
        throw new IllegalArgumentException(
            "%s has dimension %d, but %s has %d"
                .formatted(
                    ids.get(image), vectors.get(image).length, ids.get(ascending[0]), dimension));
      }
      sortedIds.add(ids.get(image));
      sortedVectors.add(vectors.get(image));
    }
    return build(GraphNode.of(sortedIds, sortedVectors), ids.size(), config);
  }

  private static HnswSearch build(List<GraphNode> nodes, int images, HnswConfig config) {
    int dimension = nodes.get(0).dimensions();
    HnswIndex<Integer, GraphNode, GraphNode, Float> graph =
        HnswIndex.newBuilder(dimension, GraphNode::distance, HnswSearch::compare, nodes.size())
            .withM(config.links())
            .withEfConstruction(config.beamWidthConstruction())
            .withEf(config.beamWidthSearch())
            .build();
    for (GraphNode node : nodes) {
      graph.add(node);
    }
    return new HnswSearch(graph, dimension, images);
  }

  private static int compare(Float a, Float b) {
    return Float.compare(a, b);
  }

  @Override
  public NeighbourBlock nearest(EmbeddingBlock queries, int k) {
    SearchConfig.checkK(k);
    if (graph != null && queries.rows() > 0) {
      ExactSearch.checkDimension(queries, dimension);
    }
    NearestOfQuery[] nearest = new NearestOfQuery[queries.rows()];
    for (int row = 0; row < nearest.length; row++) {
      nearest[row] = new NearestOfQuery(k);
      if (graph != null) {
        find(queries, row, nearest[row], k);
      }
    }
    return ExactSearch.collect(queries, nearest);
  }

  private void find(EmbeddingBlock queries, int row, NearestOfQuery found, int k) {
    int start = queries.offset(row);
    GraphNode query = GraphNode.ofQuery(queries.values(), start, dimension);
    // One more since the query may find itself, and an eighth since the walk's order is by bytes.
    int asked = (int) Math.min(images, k + 1L + k / 8);
    for (SearchResult<GraphNode, Float> result : graph.findNearest(query, asked)) {
      for (GraphNode.Twins twins : result.item().members()) {
        float similarity = DotProduct.of(queries.values(), start, twins.vector(), 0, dimension);
        offer(twins, queries.id(row), similarity, found, k);
      }
    }
  }

  private static void offer(
      GraphNode.Twins twins, String queryId, float similarity, NearestOfQuery found, int k) {
    int offered = 0;
    for (String id : twins.images()) {
      if (offered == k) {
        return; // ascending ids of one similarity: no later one is among the k best
      }
      if (!id.equals(queryId)) {
        found.offer(id, similarity);
        offered++;
      }
    }
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
}
