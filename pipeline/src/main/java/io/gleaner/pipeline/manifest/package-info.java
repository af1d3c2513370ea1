/**
 * The training manifest: what the sets retrieved, united by id with what is known of the images, or
 * all that is left of a pool where nothing is retrieved. {@link
 * io.gleaner.pipeline.manifest.WriteManifest} joins part by part of the ids, {@link
 * io.gleaner.pipeline.manifest.WriteKept} writes the rest of a pool; {@link
 * io.gleaner.pipeline.manifest.ManifestTables} knows what a part looks like.
 */
package io.gleaner.pipeline.manifest;
