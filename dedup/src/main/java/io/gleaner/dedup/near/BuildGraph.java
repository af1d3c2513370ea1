package io.gleaner.dedup.near;

import io.gleaner.retrieval.neighbours.NeighbourBlock;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * Makes the undirected graph of neighbour lists (Oquab et al. 2024, A.3): an edge wherever one
 * image is among the nearest of the other, each pair once, down to a floor that is stored so that
 * another threshold can be decided later. Equally for lists of pool images whose neighbours are
 * evaluation images. Order, blocks and memory: {@link MergeEdges}.
 */
public final class BuildGraph
    extends PTransform<PCollection<NeighbourBlock>, PCollection<EdgeBlock>> {
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
  public static BuildGraph of(float floor, int partitions) {
    return new BuildGraph(floor, partitions);
  }

  @Override
  public PCollection<EdgeBlock> expand(PCollection<NeighbourBlock> blocks) {
    return blocks
        .apply("Edges", ParDo.of(new ToEdges(floor)))
        .setCoder(EdgeBlockCoder.of())
        .apply("Unique", MergeEdges.of(partitions));
  }

  /**
   * Returns an edge for each neighbour of {@code block} that is at least as similar as the floor.
   */
  static EdgeBlock edges(NeighbourBlock block, float floor) {
    var edges = new EdgeBlock.Builder();
    for (int row = 0; row < block.rows(); row++) {
      for (int entry = block.start(row); entry < block.start(row + 1); entry++) {
        if (block.similarity(entry) >= floor) {
          edges.add(block.query(row), block.id(entry), block.similarity(entry));
        }
      }
    }
    return edges.build();
  }

  private static final class ToEdges extends DoFn<NeighbourBlock, EdgeBlock> {
    private final float floor;

    ToEdges(float floor) {
      this.floor = floor;
    }

    @ProcessElement
    public void process(@Element NeighbourBlock block, OutputReceiver<EdgeBlock> out) {
      out.output(edges(block, floor));
    }
  }
}
