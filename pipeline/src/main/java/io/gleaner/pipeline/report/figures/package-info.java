/**
 * What the report shows of a run, as records without markup. Open {@link
 * io.gleaner.pipeline.report.figures.ReportFigures}. All of it is small whatever the size of the
 * run: lists of images are samples that say of how many they were drawn.
 */
package io.gleaner.pipeline.report.figures;
