package io.gleaner.pipeline.plan;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * How fast a worker, which is a core, does what a run is made of.
 *
 * @param imageSeconds for one image: to decode, hash and preprocess it, and to embed it by all
 *     encoders
 * @param warmUpSeconds of all workers together, that the first images take longer than later ones
 * @param pairSeconds for one component of one pair of vectors in a product that proposes
 * @param firstPipelineSeconds for the first pipeline of a process that does nothing, which loads
 *     Beam; how long it takes tells how fast this machine starts what is new to it
 */
@JsonNaming(SnakeCaseStrategy.class)
public record Rates(
    double imageSeconds, double warmUpSeconds, double pairSeconds, double firstPipelineSeconds) {}
