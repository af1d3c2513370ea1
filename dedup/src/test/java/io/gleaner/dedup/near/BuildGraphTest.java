package io.gleaner.dedup.near;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.clustering.embedding.Embedding;
import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.vector.DotProduct;
import io.gleaner.retrieval.neighbours.Neighbour;
import io.gleaner.retrieval.neighbours.NeighbourBlock;
import io.gleaner.retrieval.neighbours.NeighbourBlockCoder;
import io.gleaner.retrieval.neighbours.Neighbours;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.junit.jupiter.api.Test;

class BuildGraphTest {
  private static final List<Neighbours> NEIGHBOURS = neighbours(120, 5);

  @Test
  void of_neighbourLists_givesEachPairAboveTheFloorOnce() {
    var expected = new TreeSet<Edge>(Edge.ORDER);
    int directed = 0;
    for (Neighbours list : NEIGHBOURS) {
      for (Neighbour neighbour : list.nearest()) {
        if (neighbour.similarity() >= 0.5f) {
          expected.add(Edge.of(list.query(), neighbour.id(), neighbour.similarity()));
          directed++;
        }
      }
    }
    assertThat(expected.size()).isBetween(1, directed - 1); // some pairs are mutual, some are not
    String rows = expected.toString();
    Pipeline pipeline = Pipeline.create();
    PAssert.that(
            pipeline
                .apply(
                    Create.of(
                            NeighbourBlock.of(NEIGHBOURS.subList(0, 50)),
                            NeighbourBlock.of(NEIGHBOURS.subList(50, 51)),
                            NeighbourBlock.of(NEIGHBOURS.subList(51, 120)))
                        .withCoder(NeighbourBlockCoder.of()))
                .apply(BuildGraph.of(0.5f, 3)))
        .satisfies(
            blocks -> {
              var found = new ArrayList<Edge>();
              blocks.forEach(block -> found.addAll(block.edges()));
              found.sort(Edge.ORDER);
              assertThat(found).hasToString(rows);
              return null;
            });
    pipeline.run().waitUntilFinish();
  }

  @Test
  void edges_similarityAtTheFloor_isKept() {
    var list = new Neighbours("m", List.of(new Neighbour("z", 0.5f), new Neighbour("a", 0.4999f)));
    assertThat(BuildGraph.edges(NeighbourBlock.of(List.of(list)), 0.5f).edges())
        .containsExactly(new Edge("m", "z", 0.5f));
    assertThat(BuildGraph.edges(NeighbourBlock.EMPTY, 0.5f).size()).isZero();
  }

  /** The nearest of random points on a sphere, by all pairs. */
  private static List<Neighbours> neighbours(int images, int nearest) {
    var random = new SplittableRandom(3);
    List<Embedding> embeddings = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      float[] vector = new float[4];
      for (int component = 0; component < vector.length; component++) {
        vector[component] = (float) random.nextDouble(-1, 1);
      }
      embeddings.add(new Embedding(Graphs.id(i), vector));
    }
    EmbeddingBlock block = EmbeddingBlock.of(embeddings);
    List<Neighbours> lists = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      List<Neighbour> others = new ArrayList<>();
      for (int j = 0; j < images; j++) {
        if (i != j) {
          float similarity =
              DotProduct.of(block.values(), block.offset(i), block.values(), block.offset(j), 4);
          others.add(new Neighbour(block.id(j), similarity));
        }
      }
      others.sort(Neighbour.ORDER);
      lists.add(new Neighbours(block.id(i), others.subList(0, nearest)));
    }
    return lists;
  }
}
