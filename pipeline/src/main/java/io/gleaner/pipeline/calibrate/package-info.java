/**
 * Thresholds for the near-duplicates of a run, from evidence: labelled images or pairs, pairs that
 * cannot be copies, and a page of pairs to label. {@code dedup.calibration} counts and estimates;
 * this room reads labels and vectors and writes tables. Open {@link
 * io.gleaner.pipeline.calibrate.Calibration} first.
 */
package io.gleaner.pipeline.calibrate;
