/**
 * How many images the sources of a recipe hold, by listings, footers and a sample of headers. Open
 * {@link io.gleaner.pipeline.plan.count.CountSources} first.
 */
package io.gleaner.pipeline.plan.count;
