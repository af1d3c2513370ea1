/**
 * Which pool images a curated set calls for (Oquab et al. 2024, A.4): the nearest of each of its
 * images, a draw from the clusters that it is in, or the set as it is.
 *
 * <p>Open {@link io.gleaner.retrieval.Retrieve}, then {@link
 * io.gleaner.retrieval.curated.SampleRetrieval}, {@link
 * io.gleaner.retrieval.curated.RefillRetrieval} and {@link
 * io.gleaner.retrieval.curated.DrawFromClusters}. In: neighbour lists, or clusters. Out: a {@link
 * io.gleaner.retrieval.curated.Retrieval} for each reason to take an image. Knows nothing of files.
 */
package io.gleaner.retrieval.curated;
