package io.gleaner.pipeline.report.figures;

import java.util.List;

/**
 * Pictures of the manifest that two sets share.
 *
 * @param sets names of rows and columns
 * @param counts [set][set]; the diagonal is what each retrieved
 * @param jaccard [set][set] shared over united, 0 where both are empty
 */
public record Overlap(List<String> sets, long[][] counts, double[][] jaccard) {}
