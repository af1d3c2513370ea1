package io.gleaner.pipeline.export.format;

import io.gleaner.pipeline.export.edit.ExportImage;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/**
 * A layout of exported images in files. It is a value: two of equal {@link #description} write the
 * same bytes for the same rows, on any machine and however often a shard is begun.
 */
public interface ExportFormat extends Serializable {
  /** Returns the name that {@code --format} has. */
  String name();

  /** Returns all that decides the files, in one line; it is part of the export's fingerprint. */
  String description();

  /**
   * Whether it holds the images themselves. Of a format that holds none, workers read no originals,
   * and writers and names get an image without bytes.
   */
  boolean holdsImages();

  /** Returns what ends a shard. */
  ShardLimits limits();

  /**
   * Returns the bytes that an image takes in its shard, if the original's are kept; exact where a
   * limit must hold, as of what a reader cannot seek in.
   */
  long size(ExportRow row);

  /**
   * Returns the name of an image within the export, the same for a rerun; no two images have the
   * same, also where case does not count.
   *
   * @param image as it is written
   */
  String name(ExportRow row, ExportImage image);

  /**
   * Returns what the format writes of a row beside the image's bytes, in one line, such as a JSON
   * object; null where that is nothing. {@link ShardReader} returns the same of what is there.
   *
   * @param image as it is written
   */
  String text(ExportRow row, ExportImage image);

  /**
   * Begins a shard on a worker. Whatever an attempt that was killed has left of the shard is
   * replaced.
   */
  ShardWriter open(ExportShard shard, ExportFolder folder) throws IOException;

  /** Opens a shard that {@link ShardWriter#commit} made, to compare it with what was planned. */
  ShardReader reopen(ExportShard shard, ExportFolder folder) throws IOException;

  /**
   * Writes what stands beside the shards, such as an index, in the client once all shards are
   * there. May be called again for the same export, whose hidden files of shards are then there
   * again.
   *
   * @return the files
   */
  List<ShardFile> finish(FinishedExport export) throws IOException;

  /**
   * Returns a regular expression of the names of all files that it writes, below the export's
   * folder: what {@code --force} removes, and among which none is another's.
   */
  String files();
}
