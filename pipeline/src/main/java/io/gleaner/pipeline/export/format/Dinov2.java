package io.gleaner.pipeline.export.format;

import io.gleaner.pipeline.export.edit.ExportImage;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * What the training code of DINOv2 and DINOv3 reads through its data set class {@code ImageNet22k}:
 * tars of one class each, and {@code entries.npy}, which says where in them each image is. The
 * class reads from the member's header to {@code end_offset} and leaves out the first 512 bytes; so
 * that it has the image's bytes and no more, the offset is where these end, and not where the next
 * header starts.
 *
 * @param shardBytes most bytes of a tar
 * @param keepsBytes whether images leave as they are; others may grow
 * @param bySet whether classes are curated sets, each of which then has its own entries too
 */
public record Dinov2(long shardBytes, boolean keepsBytes, boolean bySet) implements ExportFormat {
  /** What {@code --format} calls it. */
  public static final String NAME = "dinov2";

  /** Most bytes of a tar: offsets have 32 bits. */
  public static final long LARGEST_SHARD = (1L << 32) - 1;

  /** The hidden files that tell where a shard's images are. */
  static final String PLACES = "places";

  public Dinov2 {
    if (shardBytes < 1 || shardBytes > LARGEST_SHARD) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a shard of %d bytes, must be 1 to %d: offsets in entries.npy have 32 bits",
              shardBytes,
              LARGEST_SHARD));
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return String.format(
        Locale.ROOT,
        "dinov2 1, at most %d bytes a tar%s",
        shardBytes,
        bySet ? ", entries of each set" : "");
  }

  @Override
  public boolean holdsImages() {
    return true;
  }

  @Override
  public ShardLimits limits() {
    return new ShardLimits(true, Math.max(1, shardBytes - TarOutput.END), Integer.MAX_VALUE);
  }

  /** What is encoded again may take as much as its pixels, and its profile what it takes now. */
  @Override
  public long size(ExportRow row) {
    long grown = 2 * row.bytes() + 4L * row.width() * row.height() + TarOutput.BLOCK;
    return TarOutput.size(keepsBytes ? row.bytes() : grown);
  }

  @Override
  public String name(ExportRow row, ExportImage image) {
    return row.id() + "." + image.extension();
  }

  /** Returns null: a tar holds images alone, and {@code entries.npy} nothing of a row. */
  @Override
  public String text(ExportRow row, ExportImage image) {
    return null;
  }

  /**
   * Returns what {@code entries.npy} calls the tar of a shard. No class's folder has a plus, so
   * that no two tars are called the same.
   */
  static String tar(ExportShard shard) {
    String folder = shard.label().folder();
    return shard.parts() == 1
        ? folder
        : String.format(Locale.ROOT, "%s+%05d", folder, shard.part());
  }

  @Override
  public ShardWriter open(ExportShard shard, ExportFolder folder) throws IOException {
    return new Dinov2Writer(this, shard, folder);
  }

  @Override
  public ShardReader reopen(ExportShard shard, ExportFolder folder) throws IOException {
    return new Dinov2Reader(folder.file(tar(shard) + ".tar"));
  }

  @Override
  public List<ShardFile> finish(FinishedExport export) throws IOException {
    return new Dinov2Entries(export, bySet).write();
  }

  @Override
  public String files() {
    return "[A-Za-z0-9._+-]+\\.tar|(sets/[A-Za-z0-9._-]+/)?(entries|class-ids|class-names)\\.npy";
  }
}
