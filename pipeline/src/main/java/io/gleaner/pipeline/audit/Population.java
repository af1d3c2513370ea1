package io.gleaner.pipeline.audit;

/** Images of a run that an audited picture is looked for among; an image is in one of them. */
public enum Population {
  /** Images that a set called for: of the pool, or curated ones that go in as they are. */
  MANIFEST,
  /** Images of the pool that deduplication left and that no set called for. */
  KEPT,
  /** Images of the pool that left. */
  REMOVED
}
