package io.gleaner.dedup;

import io.gleaner.dedup.near.EdgeBlock;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * The stored edges that a decision reads, each kind in any order. An iterable is iterated at most
 * twice and never held, so it can read files; what it throws comes through.
 *
 * @param exact edges of equal bytes, of similarity 1
 * @param perceptual edges of perceptual hashes, of similarity 1 - distance / 64
 * @param near edges of the neighbour graph between images of the pool, by cosine
 * @param against edges between an image of the pool and an evaluation image, by cosine
 * @param reference tells evaluation images by their ids; no image of the pool has such an id
 */
public record Edges(
    Iterable<EdgeBlock> exact,
    Iterable<EdgeBlock> perceptual,
    Iterable<EdgeBlock> near,
    Iterable<EdgeBlock> against,
    Predicate<String> reference) {
  /** No edges of any kind: what the withers start from. */
  public static final Edges NONE =
      new Edges(List.of(), List.of(), List.of(), List.of(), id -> false);

  public Edges {
    Objects.requireNonNull(exact, "exact");
    Objects.requireNonNull(perceptual, "perceptual");
    Objects.requireNonNull(near, "near");
    Objects.requireNonNull(against, "against");
    Objects.requireNonNull(reference, "reference");
  }

  public Edges withExact(Iterable<EdgeBlock> blocks) {
    return new Edges(blocks, perceptual, near, against, reference);
  }

  public Edges withPerceptual(Iterable<EdgeBlock> blocks) {
    return new Edges(exact, blocks, near, against, reference);
  }

  public Edges withNear(Iterable<EdgeBlock> blocks) {
    return new Edges(exact, perceptual, blocks, against, reference);
  }

  public Edges withAgainst(Iterable<EdgeBlock> blocks, Predicate<String> isReference) {
    return new Edges(exact, perceptual, near, blocks, isReference);
  }
}
