package io.gleaner.pipeline.audit;

/** Where an audited picture is in the run. */
public enum Decision {
  /** It, or what is taken for it, is in the manifest. */
  IN_MANIFEST,
  /** It is in the pool that deduplication left, and not in the manifest. */
  KEPT_NOT_RETRIEVED,
  /** It was in the pool, and left. */
  REMOVED,
  /** Nothing of the run is taken for it. */
  ABSENT,
  /** It could not be read, or is beyond the limits of the run's recipe. */
  REJECTED;

  static Decision of(Population population) {
    return switch (population) {
      case MANIFEST -> IN_MANIFEST;
      case KEPT -> KEPT_NOT_RETRIEVED;
      case REMOVED -> REMOVED;
    };
  }
}
