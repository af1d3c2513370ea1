package io.gleaner.pipeline.plan.count;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * What a source holds.
 *
 * @param source {@code pool}, {@code evaluation} or {@code curated/NAME}
 * @param files loose files that are inputs each, by the listing
 * @param shards tars, Parquet files and arrays, by the listing
 * @param bytes of all files that a pass reads, by the listing
 * @param lookedInto shards whose headers or footers were read
 * @param inputs loose files, and what the shards hold
 */
@JsonNaming(SnakeCaseStrategy.class)
public record SourceCount(
    String source, long files, long shards, long bytes, long lookedInto, Estimate inputs) {}
