/**
 * Whether pictures from outside are in a run: for each the nearest images of the run, by bytes, by
 * perceptual hash and by embedding, among those of the manifest, those that nothing called for, and
 * those that were removed. Open {@link io.gleaner.pipeline.audit.SearchRun} first, which looks for
 * them; {@link io.gleaner.pipeline.audit.Decision} says what follows.
 */
package io.gleaner.pipeline.audit;
