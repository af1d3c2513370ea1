package io.gleaner.dedup;

import io.gleaner.dedup.hash.FindCopies;
import io.gleaner.dedup.near.BuildGraph;

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
 */
public final class Deduplicate {
  private static final long NEIGHBOURS_PER_PARTITION = 4_000_000;
  private static final long MOST_PARTITIONS = 1 << 14;

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
    return new Decider(config, poolImages, edges, candidates).decide();
  }
}
