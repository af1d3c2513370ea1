/**
 * What a run came to, from its folders alone. Open {@link io.gleaner.pipeline.report.Statistics},
 * then {@link io.gleaner.pipeline.report.Report}.
 */
package io.gleaner.pipeline.report;
