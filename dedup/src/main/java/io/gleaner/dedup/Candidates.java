package io.gleaner.dedup;

/** Looks up images of the pool; asked only for images that an edge joins to another. */
@FunctionalInterface
public interface Candidates {
  /** Returns the image {@code id}, or null where the pool has none. */
  Candidate of(String id);
}
