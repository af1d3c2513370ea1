/**
 * Computes what a report shows from a run's tables. Open {@link
 * io.gleaner.pipeline.report.read.ReadReport}; each part of the report has a class of its own,
 * which asks the views of {@link io.gleaner.pipeline.view.RunViews}. Nothing here grows with the
 * run but the sweep, by some 70 bytes for each image that an edge joins.
 */
package io.gleaner.pipeline.report.read;
