package io.gleaner.pipeline.export.format;

import io.gleaner.pipeline.storage.Location;
import java.io.Serializable;
import java.util.Locale;

/**
 * The folder that an export is written to, and the hidden one in it that Gleaner keeps its own
 * files in.
 *
 * @param root the folder
 */
public record ExportFolder(Location root) implements Serializable {
  /** The hidden folder's name. */
  public static final String HIDDEN = ".gleaner";

  public ExportFolder {
    root = root.absolute();
  }

  /** Returns a file of the export. */
  public Location file(String name) {
    return root.resolve(name);
  }

  /** Returns a file that readers of the export do not see. */
  public Location hidden(String name) {
    return root.resolve(HIDDEN).resolve(name);
  }

  /**
   * Returns a hidden file that a format keeps of a shard until {@link ExportFormat#finish}, such as
   * positions of images.
   *
   * @param kind names the folder that these files of all shards are in
   */
  public Location hidden(String kind, ExportShard shard) {
    return hidden(String.format(Locale.ROOT, "%s/%06d", kind, shard.number()));
  }
}
