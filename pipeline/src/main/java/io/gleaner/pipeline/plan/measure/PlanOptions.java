package io.gleaner.pipeline.plan.measure;

/**
 * What a user knows better than a look at the sources and this machine.
 *
 * @param workers threads of all machines together, or null for this machine's processors
 * @param images inputs of the pool, or null to count them
 * @param throughput images that one worker embeds in a second, or null to measure it
 * @param rejected share of the inputs that cannot be used, or null for what the sample has
 * @param removed share of the pool that deduplication removes
 * @param matched see {@link io.gleaner.pipeline.plan.Assumptions#matched}
 */
public record PlanOptions(
    Integer workers,
    Long images,
    Double throughput,
    Double rejected,
    double removed,
    double matched) {}
