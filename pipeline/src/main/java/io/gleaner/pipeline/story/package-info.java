/**
 * Why an image is in the result of a run or not: its fate, and the chain of facts that led there,
 * each with a sentence. Open {@link io.gleaner.pipeline.story.Stories} first; {@link
 * io.gleaner.pipeline.story.Fact} lists what can be said.
 */
package io.gleaner.pipeline.story;
