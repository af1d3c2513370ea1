package io.gleaner.pipeline.export.format;

import java.io.Closeable;
import java.io.IOException;

/** Reads a shard of an export again, image by image, in the order they were written. */
public interface ShardReader extends Closeable {
  /**
   * An image as it lies in the export.
   *
   * @param name as {@link ExportFormat#name} gave it, or null where the shard does not tell it
   * @param bytes encoded, or null of a format that holds no images
   * @param text as {@link ExportFormat#text} gave it
   */
  record Read(String name, byte[] bytes, String text) {}

  /**
   * Returns the next image, or null at the end.
   *
   * @throws IOException where the shard is not there, or is none; the message says what is wrong
   */
  Read next() throws IOException;
}
