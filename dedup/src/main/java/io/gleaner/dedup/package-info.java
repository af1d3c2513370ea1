/**
 * Which images are the same one? Open {@link io.gleaner.dedup.Deduplicate} first.
 *
 * <p>Four kinds of evidence, each decided on the images that the one before left: equal bytes
 * ({@code EXACT}), perceptual hashes ({@code PERCEPTUAL}), the graph of nearest neighbours ({@code
 * NEAR}; Oquab et al. 2024, A.3) and likeness to an evaluation image ({@code RELATIVE}). Finding
 * edges is the expensive half and runs as Beam transforms of {@code hash} and {@code near}; {@link
 * io.gleaner.dedup.Decision} reads edges that a run has stored, so that deciding again with another
 * threshold is cheap.
 */
package io.gleaner.dedup;
