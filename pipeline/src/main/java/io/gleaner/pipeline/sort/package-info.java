/**
 * Sorting of more records than fit in memory, in one process: {@link
 * io.gleaner.pipeline.sort.ExternalSort} sorts, {@link io.gleaner.pipeline.sort.SortKey} makes
 * keys. For work of the client, such as planning an export; workers sort by pipelines.
 */
package io.gleaner.pipeline.sort;
