package io.gleaner.pipeline.manifest;

import io.gleaner.retrieval.curated.Retrieval;
import java.util.List;

/**
 * One image of the manifest.
 *
 * @param retrievals why it is there, by set, mode and query; at least one
 */
record ManifestRow(ImageMetadata image, List<Retrieval> retrievals) {}
