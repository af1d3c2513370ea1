/** What moved between two runs. Open {@link io.gleaner.pipeline.compare.RunComparison} first. */
package io.gleaner.pipeline.compare;
