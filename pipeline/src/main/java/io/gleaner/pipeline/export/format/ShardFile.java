package io.gleaner.pipeline.export.format;

import java.io.Serializable;

/**
 * A file of an export.
 *
 * @param name below the export's folder, slashes between segments
 * @param bytes its size
 * @param sha256 of its bytes, 64 hex digits
 */
public record ShardFile(String name, long bytes, String sha256) implements Serializable {}
