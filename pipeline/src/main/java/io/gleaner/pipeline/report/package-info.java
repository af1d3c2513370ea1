/**
 * What a run came to, from its folders alone. Open {@link io.gleaner.pipeline.report.Statistics};
 * {@link io.gleaner.pipeline.report.read.WriteReport} makes the page that shows it.
 */
package io.gleaner.pipeline.report;
