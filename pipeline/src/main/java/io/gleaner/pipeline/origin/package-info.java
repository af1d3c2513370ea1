/**
 * Where a run's tables come from: the build that made them, the machine, the encoders. Open {@link
 * io.gleaner.pipeline.origin.Build} first; {@code run.json} holds all of it (docs/formats.md).
 */
package io.gleaner.pipeline.origin;
