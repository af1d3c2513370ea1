/**
 * What a run will take, told before it: pure formulas, records in and records out. Open {@link
 * io.gleaner.pipeline.plan.Forecast} first, then {@link io.gleaner.pipeline.plan.StageFormulas}.
 * {@code plan.count} counts the sources, {@code plan.measure} measures this machine; docs/plan.md
 * says what users see, docs/scale.md where the formulas come from.
 */
package io.gleaner.pipeline.plan;
