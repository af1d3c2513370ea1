package io.gleaner.dedup;

import io.gleaner.dedup.near.EdgeBlock;
import java.util.Set;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.values.PCollection;

/**
 * What a decision reads, as collections: what {@link Edges} and {@link Candidates} are to a
 * decision in memory. Read by more than one pipeline, each time the same.
 */
public interface StoredEvidence {
  /** Returns the kinds of which there may be edges; {@code RELATIVE} with evaluation sets only. */
  Set<Kind> kinds();

  /** Returns how many edges there are of all kinds, about: decides the number of partitions. */
  long edges();

  /** Returns how many images the pool has, from which a default of the guard follows. */
  long poolImages();

  /**
   * Returns the edges of one kind: for {@code RELATIVE} those between an image of the pool and an
   * evaluation image.
   */
  PCollection<EdgeBlock> edges(Pipeline pipeline, Kind kind);

  /** Returns all images of the pool, and of evaluation sets those that an edge may name. */
  PCollection<CandidateBlock> images(Pipeline pipeline);
}
