package io.gleaner.pipeline.storage;

import java.nio.file.attribute.FileTime;

/**
 * A file that a listing found.
 *
 * @param relative its name below the folder that was listed, slashes between segments; empty where
 *     the file itself was listed
 * @param bytes its size, or -1 for a link that leads nowhere
 * @param modified when it was written last, to the precision of its filesystem
 */
public record StoredFile(Location location, String relative, long bytes, FileTime modified) {}
