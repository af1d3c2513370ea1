package io.gleaner.pipeline.plan;

/**
 * What one curated set calls for in one mode, as far as it is known before any image was looked at.
 *
 * @param task groups the set in the composition table, or null
 * @param set its name, for people
 * @param images of the set
 * @param mode {@code as_is}, {@code sample} or {@code cluster}
 * @param perQuery pool images for each image of the set, by {@code sample}
 * @param matched clusters that hold more than {@code more_than} of the set's images, by {@code
 *     cluster}
 * @param perCluster pool images drawn from each of them
 * @param cap most pool images of the set, by {@code cluster}
 */
public record SetDemand(
    String task,
    String set,
    long images,
    String mode,
    int perQuery,
    double matched,
    double perCluster,
    long cap) {}
