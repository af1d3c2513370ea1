/**
 * The report as one HTML file without any other. Open {@link
 * io.gleaner.pipeline.report.page.ReportPage}. Views hold what a section shows, with the places and
 * sizes of plots; the markup, style and script lie beside them as resources ({@code *.mustache},
 * {@code page.css}, {@code script/*.js}).
 */
package io.gleaner.pipeline.report.page;
