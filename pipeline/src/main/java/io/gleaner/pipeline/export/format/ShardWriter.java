package io.gleaner.pipeline.export.format;

import io.gleaner.pipeline.export.edit.ExportImage;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** Writes one shard, image by image, in the order of their ordinals. Not thread-safe. */
public interface ShardWriter extends Closeable {
  /**
   * Adds an image. Rows whose images are missing are not added.
   *
   * @param image its bytes are not written to, and not kept longer than the shard needs them
   */
  void add(ExportRow row, ExportImage image) throws IOException;

  /**
   * Gives all files of the shard their names, each whole; nothing was visible before, or only files
   * that are whole in themselves.
   *
   * @return the files that {@link FinishedShard} tells the format of when all shards are there;
   *     those of a shard of thousands of files may be left out. A shard without images may have
   *     none
   */
  List<ShardFile> commit() throws IOException;

  /** Frees what is held; without {@link #commit} temporary files are removed. */
  @Override
  void close() throws IOException;
}
