package io.gleaner.pipeline.table;

/**
 * How large the row groups of a file are: a reader has at least one in memory.
 *
 * @param bytes about how many one has, before compression
 * @param rows most in one
 */
public record RowGroups(long bytes, int rows) {}
