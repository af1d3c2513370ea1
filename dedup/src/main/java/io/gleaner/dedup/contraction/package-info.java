/**
 * Connected components of a graph that no machine holds: large-star and small-star contraction
 * (Kiveris et al. 2014, "Connected Components in MapReduce and Beyond").
 *
 * <p>{@link io.gleaner.dedup.contraction.ContractStars} is the loop of pipelines; {@code
 * LargeStars} and {@code SpanningStars} are what a worker does with one partition. Nodes are 64-bit
 * numbers ({@link io.gleaner.dedup.contraction.Nodes}), so that everything is primitive arrays.
 * Rounds are kept in a {@link io.gleaner.clustering.workers.ScratchFolder}. Knows nothing of images
 * or of files.
 */
package io.gleaner.dedup.contraction;
