/**
 * The graph of near-duplicates and its components (Oquab et al. 2024, A.3).
 *
 * <p>In: neighbour lists. {@link io.gleaner.dedup.near.BuildGraph} makes undirected edges of them,
 * each pair once, which a run stores. Out of stored edges, {@link io.gleaner.dedup.near.Graph}
 * keeps those above a threshold in primitive arrays, {@link io.gleaner.dedup.near.Grouping} finds
 * the components and takes too large ones apart, and {@link io.gleaner.dedup.near.Bottlenecks} says
 * how strongly each image hangs on the one that stands for it. Knows nothing of images, files or
 * configuration.
 */
package io.gleaner.dedup.near;
