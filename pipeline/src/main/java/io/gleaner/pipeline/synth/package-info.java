/**
 * Embeddings made by formula, with planted copies, for measuring at sizes that no image collection
 * at hand has: {@link io.gleaner.pipeline.synth.SyntheticEmbeddings} is the formula, {@link
 * io.gleaner.pipeline.synth.SyntheticTables} writes it.
 */
package io.gleaner.pipeline.synth;
