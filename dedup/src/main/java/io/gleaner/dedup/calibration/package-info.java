/**
 * Thresholds from evidence: how precision and recall change with the threshold, how sure that is,
 * and how often pairs match that are no copies. Knows nothing of files. Open {@link
 * io.gleaner.dedup.calibration.CountPairs} first, then {@link
 * io.gleaner.dedup.calibration.GroupBootstrap}.
 */
package io.gleaner.dedup.calibration;
