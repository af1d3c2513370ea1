package io.gleaner.dedup;

/** The door. */
public final class Deduplicate {
  private Deduplicate() {}

  /**
   * Decides which images leave, on edges that a run has stored.
   *
   * @param poolImages images of the whole pool, from which the default of {@code largestComponent}
   *     follows
   * @throws LargeComponentException where {@code onLargeComponent} is {@code FAIL} and a component
   *     has too many distinct images
   * @throws IllegalArgumentException where an edge names an image that the pool does not have, or
   *     mixes pool and evaluation images where it must not
   */
  public static Decision decide(
      DedupConfig config, long poolImages, Edges edges, Candidates candidates) {
    return new Decider(config, poolImages, edges, candidates).decide();
  }
}
