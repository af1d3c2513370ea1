package io.gleaner.pipeline.encoder.architecture;

/**
 * A layer norm.
 *
 * @param name of its weight and bias in the checkpoint
 * @param width of the last dimension
 */
record Norm(String name, int width, double epsilon) {}
