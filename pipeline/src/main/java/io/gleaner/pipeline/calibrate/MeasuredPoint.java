package io.gleaner.pipeline.calibrate;

import io.gleaner.dedup.calibration.OperatingPoint;

/**
 * What labelled pairs come to at a threshold.
 *
 * @param threshold above which cosines match; NaN of {@link Measure#PERCEPTUAL}
 * @param bits within which hashes match; null of the others
 */
public record MeasuredPoint(Measure measure, float threshold, Integer bits, OperatingPoint point) {}
