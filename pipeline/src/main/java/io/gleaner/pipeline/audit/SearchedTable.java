package io.gleaner.pipeline.audit;

import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.ExcludedIds;
import java.io.Serializable;

/**
 * A table of {@code images/} that is searched.
 *
 * @param file with columns {@code id}, {@code sha256}, {@code phash} and vectors
 * @param column which column holds the vectors
 * @param removed images of the table that left
 * @param pool whether images that no set called for count: those of the pool do, curated ones are
 *     searched where they go in as they are
 */
public record SearchedTable(Location file, String column, ExcludedIds removed, boolean pool)
    implements Serializable {}
