/**
 * What people decided about images when they looked at a run: CSV files that a recipe names, and
 * that the next run obeys. {@link io.gleaner.pipeline.review.ReadDecisions} is the door; {@link
 * io.gleaner.pipeline.review.Decisions} is what it gives. Nothing here reads a run.
 */
package io.gleaner.pipeline.review;
