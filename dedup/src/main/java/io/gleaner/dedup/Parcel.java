package io.gleaner.dedup;

import io.gleaner.dedup.contraction.LinkBlock;
import io.gleaner.dedup.near.EdgeBlock;

/** What travels together to where it is decided on. */
sealed interface Parcel {
  /** Components of nodes: a link from the smallest node of the component to each of its nodes. */
  record Components(LinkBlock stars) implements Parcel {}

  /** Edges of one kind. */
  record Evidence(Kind kind, EdgeBlock edges) implements Parcel {}

  /** Images of the pool and of evaluation sets. */
  record Images(CandidateBlock images) implements Parcel {}
}
