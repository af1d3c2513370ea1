package io.gleaner.pipeline.manifest;

import io.gleaner.retrieval.curated.Retrieval;
import java.util.List;

/** Some images and some retrievals, not necessarily of each other, of one part of the manifest. */
record ManifestBlock(List<ImageMetadata> images, List<Retrieval> retrievals) {
  static final ManifestBlock EMPTY = new ManifestBlock(List.of(), List.of());
}
