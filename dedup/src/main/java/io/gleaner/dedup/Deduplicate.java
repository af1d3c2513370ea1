package io.gleaner.dedup;

import io.gleaner.clustering.workers.ScratchFolder;
import io.gleaner.clustering.workers.Workers;
import io.gleaner.dedup.hash.FindCopies;
import io.gleaner.dedup.near.BuildGraph;
import java.io.IOException;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.beam.sdk.values.PCollection;

/**
 * The door: which images are the same one?
 *
 * <p>First edges are found, by transforms whose output a run stores:
 *
 * <pre>{@code
 * PCollection<EdgeBlock> exact = hashes.apply(Deduplicate.exactEdges(images));
 * PCollection<EdgeBlock> perceptual = hashes.apply(Deduplicate.perceptualEdges(config, images));
 * PCollection<EdgeBlock> near = neighbours.apply(Deduplicate.nearEdges(config, images));
 * }</pre>
 *
 * <p>Then a decision is made on stored edges, and made again whenever the configuration changes:
 *
 * <pre>{@code
 * Edges edges =
 *     Edges.NONE
 *         .withExact(exact)
 *         .withPerceptual(perceptual)
 *         .withNear(near)
 *         .withAgainst(against, evaluation::contains);
 * Decision decision = Deduplicate.decide(config, images, edges, pool::get);
 * }</pre>
 *
 * <p>or, where no machine holds them, by workers that see whole components, to the same result:
 *
 * <pre>{@code
 * Deduplicate.decideByComponent(config, evidence, never, scratch, pipelines, decisions -> write(decisions));
 * }</pre>
 */
public final class Deduplicate {
  private static final long NEIGHBOURS_PER_PARTITION = 4_000_000;
  private static final long MOST_PARTITIONS = 1 << 14;

  /** With what an edge has of the images that it names. */
  private static final long BYTES_PER_EDGE = 200;

  private static final long MOST_EDGES_IN_MEMORY = 10_000_000;

  private Deduplicate() {}

  /**
   * Finds images of equal bytes.
   *
   * @param images of the pool, or a guess: decides the number of partitions
   */
  public static FindCopies exactEdges(long images) {
    return FindCopies.exact(images);
  }

  /**
   * Finds images whose perceptual hashes are within the configured distance.
   *
   * @param config with a perceptualDistance of at least 0
   * @param images of the pool, or a guess: decides the number of partitions
   */
  public static FindCopies perceptualEdges(DedupConfig config, long images) {
    return FindCopies.perceptual(config.perceptualDistance(), images);
  }

  /**
   * Makes edges of the pool's neighbour lists, down to the floor that is stored; equally of lists
   * of pool images whose neighbours are evaluation images.
   *
   * @param config neighbours and floor
   * @param images with a neighbour list, or a guess: decides the number of partitions
   */
  public static BuildGraph nearEdges(DedupConfig config, long images) {
    long partitions = 1 + images * config.neighbours() / NEIGHBOURS_PER_PARTITION;
    return BuildGraph.of(config.storedFloor(), (int) Math.min(MOST_PARTITIONS, partitions));
  }

  /**
   * Decides which images leave, on edges that a run has stored: equal bytes, perceptual hashes,
   * near-duplicates and likeness to evaluation images, each on the survivors of the one before.
   *
   * <p>Memory: up to 44 bytes for each edge above the threshold, about 100 and its id for each
   * image that such an edge joins, about 110 for each image that left so far; one kind of edges at
   * a time.
   *
   * @param poolImages images of the whole pool, from which the default of {@code largestComponent}
   *     follows
   * @throws LargeComponentException where {@code onLargeComponent} is {@code FAIL} and a component
   *     has too many distinct images
   * @throws IllegalArgumentException where an edge names an image that the pool does not have, or
   *     evaluation images where there must be none
   */
  public static Decision decide(
      DedupConfig config, long poolImages, Edges edges, Candidates candidates) {
    return decide(config, poolImages, edges, candidates, Set.of());
  }

  /**
   * Decides likewise, and takes out the components of some images, as those of evaluation images.
   *
   * @param never images whose component leaves, with all that was folded into it
   */
  public static Decision decide(
      DedupConfig config, long poolImages, Edges edges, Candidates candidates, Set<String> never) {
    return new Decider(config, poolImages, edges, candidates, never).decide();
  }

  /**
   * Returns whether {@link #decide} is the way for so many edges, of all kinds together: beyond ten
   * million, which take some 2 GB there, or where they take more than half of this process's heap,
   * {@link #decideByComponent} is. Both decide the same.
   */
  public static boolean fitsInMemory(long edges) {
    return fitsInMemory(edges, Runtime.getRuntime().maxMemory());
  }

  static boolean fitsInMemory(long edges, long heapBytes) {
    return edges <= Math.min(MOST_EDGES_IN_MEMORY, heapBytes / 2 / BYTES_PER_EDGE);
  }

  /**
   * Decides the same as {@link #decide}, on edges that no machine holds: one worker for some of the
   * components, all of each. Runs a pipeline that links images, one for each round of {@link
   * io.gleaner.dedup.contraction.ContractStars}, and one that decides. A worker holds a million
   * edges and images, or the largest component if that has more, at about 150 bytes an edge and 250
   * an image.
   *
   * @param never images whose component leaves
   * @param scratch nobody else's; empty afterwards
   * @param sink given the decisions in the pipeline that decides; it writes them there
   * @throws LargeComponentException as {@link #decide}; what the sink wrote is then of no use
   */
  public static void decideByComponent(
      DedupConfig config,
      StoredEvidence evidence,
      Set<String> never,
      ScratchFolder scratch,
      Workers workers,
      Consumer<PCollection<BucketDecision>> sink)
      throws IOException {
    DecideByComponent.of(config, evidence, never, scratch, workers).decide(sink);
  }
}
