package io.gleaner.retrieval.curated;

import io.gleaner.retrieval.neighbours.NeighbourBlock;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * Retrieval by sample with shared images: the N nearest pool images of each curated image, whoever
 * else retrieves them ({@link Collisions#SHARE}). One output for each pair, in no order. For {@link
 * Collisions#REFILL} see {@link RefillRetrieval}, which has to see the whole set. Oquab et al.
 * 2024, A.4. Counter: {@code retrieve/sample.<set>}.
 */
public final class SampleRetrieval
    extends PTransform<PCollection<NeighbourBlock>, PCollection<Retrieval>> {
  private static final long serialVersionUID = 1L;

  private final String set;
  private final int perQuery;

  private SampleRetrieval(String set, int perQuery) {
    this.set = set;
    this.perQuery = perQuery;
  }

  /**
   * Returns the retrieval for {@code set} from lists of at least {@code perQuery} neighbours.
   *
   * @throws IllegalArgumentException if collisions are to be refilled
   */
  public static SampleRetrieval sharing(String set, SampleConfig config) {
    if (config.collisions() != Collisions.SHARE) {
      throw new IllegalArgumentException(
          "collisions of %s is %s, block by block it must be %s"
              .formatted(set, config.collisions(), Collisions.SHARE));
    }
    return new SampleRetrieval(set, config.perQuery());
  }

  /** Returns the first {@code perQuery} neighbours of each query, ranked from 1. */
  public static List<Retrieval> share(String set, NeighbourBlock block, int perQuery) {
    List<Retrieval> retrievals = new ArrayList<>();
    for (int row = 0; row < block.rows(); row++) {
      int taken = Math.min(perQuery, block.size(row));
      for (int rank = 1; rank <= taken; rank++) {
        int entry = block.start(row) + rank - 1;
        retrievals.add(
            Retrieval.bySample(
                set, block.id(entry), block.query(row), rank, block.similarity(entry)));
      }
    }
    return retrievals;
  }

  @Override
  public PCollection<Retrieval> expand(PCollection<NeighbourBlock> neighbours) {
    return neighbours
        .apply("Share", ParDo.of(new Share(set, perQuery)))
        .setCoder(RetrievalCoder.of());
  }

  private static final class Share extends DoFn<NeighbourBlock, Retrieval> {
    private static final long serialVersionUID = 1L;

    private final String set;
    private final int perQuery;
    private final Counter retrieved;

    Share(String set, int perQuery) {
      this.set = set;
      this.perQuery = perQuery;
      retrieved = Metrics.counter("retrieve", "sample." + set);
    }

    @ProcessElement
    public void process(@Element NeighbourBlock block, OutputReceiver<Retrieval> output) {
      List<Retrieval> retrievals = share(set, block, perQuery);
      retrievals.forEach(output::output);
      retrieved.inc(retrievals.size());
    }
  }
}
