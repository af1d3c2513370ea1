/**
 * What other thresholds would remove, from stored edges. Open {@link
 * io.gleaner.dedup.sweep.ThresholdSweep}.
 */
package io.gleaner.dedup.sweep;
