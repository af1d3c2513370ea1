/** Where images come from: folders, globs, tar shards, Parquet; streamed, in a fixed order. */
package io.gleaner.pipeline.source;
