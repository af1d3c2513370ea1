package io.gleaner.pipeline.export;

import io.gleaner.pipeline.manifest.ManifestRow;
import io.gleaner.pipeline.source.Place;

/**
 * A row of the manifest and what the run's tables of images say of its bytes.
 *
 * @param stored {@link StoredBytes#UNKNOWN} where they say nothing
 */
record FoundImage(ManifestRow row, StoredBytes stored) {
  /** Returns where the bytes are, or null where nobody knows. */
  Place place() {
    return stored.place();
  }
}
