/**
 * Spherical k-means (Oquab et al. 2024, A.4; Dhillon and Modha 2001). {@link
 * io.gleaner.clustering.kmeans.SphericalKMeans} trains {@link
 * io.gleaner.clustering.kmeans.Centroids} on a bounded sample; {@link
 * io.gleaner.clustering.kmeans.AssignClusters} takes them to a pool. Sums that decide are
 * fixed-point and exact ({@link io.gleaner.clustering.kmeans.ClusterSums}), so any order of adding
 * gives the same centroids.
 */
package io.gleaner.clustering.kmeans;
