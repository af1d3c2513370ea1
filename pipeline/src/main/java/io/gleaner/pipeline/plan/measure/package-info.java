/**
 * How fast this machine is, in some seconds. Open {@link
 * io.gleaner.pipeline.plan.measure.MeasureRates} first.
 */
package io.gleaner.pipeline.plan.measure;
