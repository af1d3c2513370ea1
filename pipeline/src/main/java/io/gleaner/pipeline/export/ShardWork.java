package io.gleaner.pipeline.export;

import io.gleaner.pipeline.export.edit.ExportImage;
import io.gleaner.pipeline.export.edit.ImageEdit;
import io.gleaner.pipeline.export.format.ClassLabel;
import io.gleaner.pipeline.export.format.ExportFolder;
import io.gleaner.pipeline.export.format.ExportFormat;
import io.gleaner.pipeline.export.format.ExportRow;
import io.gleaner.pipeline.export.format.ExportShard;
import io.gleaner.pipeline.export.format.ShardFile;
import io.gleaner.pipeline.export.format.ShardOutput;
import io.gleaner.pipeline.export.format.ShardWriter;
import io.gleaner.pipeline.image.RejectedImageException;
import io.gleaner.pipeline.original.Original;
import io.gleaner.pipeline.original.Originals;
import io.gleaner.pipeline.original.StoredImage;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes one shard: reads the originals in the plan's order, edits each, hands it to the format, and
 * records what became of it. Memory: one image, and some 200 bytes for each image of the shard.
 */
final class ShardWork {
  private final ExportFolder folder;
  private final String fingerprint;
  private final List<ClassLabel> labels;
  private final ExportFormat format;
  private final ImageEdit edit;
  private final Originals originals;

  ShardWork(
      ExportFolder folder,
      String fingerprint,
      List<ClassLabel> labels,
      ExportFormat format,
      ImageEdit edit,
      Originals originals) {
    this.folder = folder;
    this.fingerprint = fingerprint;
    this.labels = labels;
    this.format = format;
    this.edit = edit;
    this.originals = originals;
  }

  /** A shard whose images are all written, under temporary names. */
  final class Made implements Closeable {
    private final ExportShard shard;
    private final ShardWriter writer;
    private final List<WrittenImage> written = new ArrayList<>();

    private Made(ExportShard shard) throws IOException {
      this.shard = shard;
      writer = format.open(shard, folder);
    }

    /** Gives the shard's files their names, which takes until they are on the disk. */
    void commit() throws IOException {
      List<ShardFile> files = writer.commit();
      long missing = written.stream().filter(WrittenImage::isMissing).count();
      WrittenShards.write(
          folder,
          shard.number(),
          written,
          new WrittenShards.Summary(
              fingerprint,
              written.size() - missing,
              missing,
              written.stream().mapToLong(WrittenImage::bytes).sum(),
              byLabel(written),
              files));
    }

    /** Removes what has no name yet. */
    @Override
    public void close() throws IOException {
      writer.close();
    }
  }

  /**
   * Writes the images of a shard.
   *
   * @param done called after each image
   */
  Made make(ExportShard shard, Runnable done) throws IOException {
    Made made = new Made(shard);
    try {
      write(made, done);
      return made;
    } catch (IOException | RuntimeException | Error e) {
      made.close();
      throw e;
    }
  }

  private void write(Made made, Runnable done) throws IOException {
    ShardWriter writer = made.writer;
    List<WrittenImage> written = made.written;
    try (PlanTables.Images planned = PlanTables.open(folder, made.shard.number(), labels)) {
      if (format.holdsImages()) {
        InTurn images = new InTurn(planned);
        originals.readInOrder(
            images,
            (image, original) -> {
              written.add(write(images.current.row(), original, writer));
              done.run();
            });
      } else {
        while (planned.hasNext()) {
          ExportRow row = planned.next().row();
          ExportImage image = withoutBytes(row);
          writer.add(row, image);
          written.add(written(row, image, format.name(row, image), 0, null));
          done.run();
        }
      }
    }
  }

  private static Map<Integer, Long> byLabel(List<WrittenImage> written) {
    Map<Integer, Long> byLabel = new TreeMap<>();
    for (WrittenImage image : written) {
      if (!image.isMissing()) {
        byLabel.merge(image.label(), 1L, Long::sum);
      }
    }
    return byLabel;
  }

  private static ExportImage withoutBytes(ExportRow row) {
    String extension = row.format() == null ? null : ExportImage.extension(row.format());
    return new ExportImage(null, extension, row.width(), row.height());
  }

  private WrittenImage write(ExportRow row, Original original, ShardWriter writer)
      throws IOException {
    if (original instanceof Original.Found found) {
      ExportImage image;
      try {
        image =
            edit.apply(
                new ExportImage(
                    found.bytes(), ExportImage.extension(row.format()), row.width(), row.height()));
      } catch (RejectedImageException e) {
        return missing(row, e.reason().name().toLowerCase(Locale.ROOT), e.getMessage());
      }
      writer.add(row, image);
      return written(
          row, image, format.name(row, image), image.bytes().length, digest(row, image.bytes()));
    }
    if (original instanceof Original.Gone gone) {
      return missing(row, "gone", gone.detail());
    }
    if (original instanceof Original.Changed changed) {
      return missing(row, "changed", changed.detail());
    }
    return missing(row, "unreadable", ((Original.Unreadable) original).detail());
  }

  /** What was not edited was held to the manifest's digest when it was read. */
  private String digest(ExportRow row, byte[] bytes) {
    return edit.keepsBytes() && row.sha256() != null
        ? row.sha256()
        : HexFormat.of().formatHex(ShardOutput.digest().digest(bytes));
  }

  private static WrittenImage written(
      ExportRow row, ExportImage image, String name, long bytes, String sha256) {
    return new WrittenImage(
        row.ordinal(),
        row.id(),
        row.label().index(),
        name,
        bytes,
        sha256,
        image.width(),
        image.height(),
        null,
        null,
        null,
        null);
  }

  private static WrittenImage missing(ExportRow row, String reason, String detail) {
    return new WrittenImage(
        row.ordinal(),
        row.id(),
        row.label().index(),
        null,
        0,
        null,
        0,
        0,
        row.uri(),
        row.source(),
        reason,
        detail == null ? "" : detail);
  }

  /**
   * Originals are read lazily: the image that was asked for last is the one that is handed over.
   */
  private static final class InTurn implements Iterator<StoredImage> {
    private final PlanTables.Images planned;
    private PlannedImage current;

    InTurn(PlanTables.Images planned) {
      this.planned = planned;
    }

    @Override
    public boolean hasNext() {
      return planned.hasNext();
    }

    @Override
    public StoredImage next() {
      current = planned.next();
      return current.stored();
    }
  }
}
