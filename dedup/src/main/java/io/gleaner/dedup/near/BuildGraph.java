package io.gleaner.dedup.near;

import io.gleaner.retrieval.neighbours.Neighbour;
import io.gleaner.retrieval.neighbours.Neighbours;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * Makes the undirected graph of neighbour lists (Oquab et al. 2024, A.3): an edge wherever one
 * image is among the nearest of the other, each pair once, down to a floor that is stored so that
 * another threshold can be decided later. Equally for lists of pool images whose neighbours are
 * evaluation images. Order, blocks and memory: {@link MergeEdges}.
 *
 * @param <T> a block of neighbour lists, some thousand queries, such as a {@code NeighbourBlock}
 */
public final class BuildGraph<T extends Iterable<Neighbours>>
    extends PTransform<PCollection<T>, PCollection<EdgeBlock>> {
  private final float floor;
  private final int partitions;

  private BuildGraph(float floor, int partitions) {
    this.floor = floor;
    this.partitions = partitions;
  }

  /**
   * @param floor similarity down to which edges are kept, itself included
   * @param partitions as of {@link MergeEdges#of}
   */
  public static <T extends Iterable<Neighbours>> BuildGraph<T> of(float floor, int partitions) {
    return new BuildGraph<>(floor, partitions);
  }

  @Override
  public PCollection<EdgeBlock> expand(PCollection<T> blocks) {
    return blocks
        .apply("Edges", ParDo.of(new ToEdges<T>(floor)))
        .setCoder(EdgeBlockCoder.of())
        .apply("Unique", MergeEdges.of(partitions));
  }

  /**
   * Returns an edge for each neighbour of {@code lists} that is at least as similar as the floor.
   */
  static EdgeBlock edges(Iterable<Neighbours> lists, float floor) {
    var edges = new EdgeBlock.Builder();
    for (Neighbours neighbours : lists) {
      for (Neighbour neighbour : neighbours.nearest()) {
        if (neighbour.similarity() >= floor) {
          edges.add(neighbours.query(), neighbour.id(), neighbour.similarity());
        }
      }
    }
    return edges.build();
  }

  private static final class ToEdges<T extends Iterable<Neighbours>> extends DoFn<T, EdgeBlock> {
    private final float floor;

    ToEdges(float floor) {
      this.floor = floor;
    }

    @ProcessElement
    public void process(@Element T block, OutputReceiver<EdgeBlock> out) {
      out.output(edges(block, floor));
    }
  }
}
