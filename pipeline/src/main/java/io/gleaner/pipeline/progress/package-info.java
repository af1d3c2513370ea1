/** What a run says of itself while it works. Open {@link io.gleaner.pipeline.progress.Progress}. */
package io.gleaner.pipeline.progress;
