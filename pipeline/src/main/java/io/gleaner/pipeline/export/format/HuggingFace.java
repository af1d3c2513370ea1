package io.gleaner.pipeline.export.format;

import io.gleaner.pipeline.export.edit.ExportImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A dataset folder as Hugging Face's datasets loads it: Parquet with an {@code image} of bytes and
 * a name, the features in the schema's metadata, and a card that says what the data are.
 *
 * @param fields of each image, a column each; one that is called {@code image} becomes {@code
 *     image_text}
 * @param carried those of them that hold text as the sources had it, whatever their name
 * @param shardBytes most bytes of images in a file
 * @param bySet whether classes are curated sets, each of which then has its own files and
 *     configuration
 */
public record HuggingFace(ExportFields fields, List<String> carried, long shardBytes, boolean bySet)
    implements ExportFormat {
  /** What {@code --format} calls it. */
  public static final String NAME = "huggingface";

  /** The name of the column of images. */
  static final String IMAGE = "image";

  /** The hidden files that count what a shard has from each source. */
  static final String SOURCES = "sources";

  /** The numbers and lists of a row, beside its text and image. */
  private static final long TEXT_BYTES = 512;

  public HuggingFace {
    carried = List.copyOf(carried);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return String.format(
        Locale.ROOT,
        "huggingface 1, at most %d bytes of images a file%s, fields %s",
        shardBytes,
        bySet ? ", files of each set" : "",
        fields.names());
  }

  @Override
  public boolean holdsImages() {
    return true;
  }

  @Override
  public ShardLimits limits() {
    return new ShardLimits(bySet, shardBytes, Integer.MAX_VALUE);
  }

  @Override
  public long size(ExportRow row) {
    return row.bytes() + TEXT_BYTES;
  }

  @Override
  public String name(ExportRow row, ExportImage image) {
    return row.id() + "." + image.extension();
  }

  @Override
  public String text(ExportRow row, ExportImage image) {
    return fields.json(row, image);
  }

  static String file(ExportShard shard) {
    return shard.label() == null
        ? String.format(
            Locale.ROOT, "data/train-%05d-of-%05d.parquet", shard.number(), shard.shards())
        : String.format(
            Locale.ROOT,
            "data/%s/train-%05d-of-%05d.parquet",
            shard.label().folder(),
            shard.part(),
            shard.parts());
  }

  @Override
  public String files() {
    return "data/([A-Za-z0-9._-]+/)?train-[0-9]{5,}-of-[0-9]{5,}\\.parquet|README\\.md";
  }

  @Override
  public ShardWriter open(ExportShard shard, ExportFolder folder) throws IOException {
    return new HuggingFaceWriter(this, shard, folder);
  }

  @Override
  public ShardReader reopen(ExportShard shard, ExportFolder folder) throws IOException {
    return new HuggingFaceReader(this, folder.file(file(shard)));
  }

  @Override
  public List<ShardFile> finish(FinishedExport export) throws IOException {
    List<ShardFile> files = new ArrayList<>();
    try (ShardOutput out = new ShardOutput(export.folder().file(DatasetCard.FILE))) {
      out.write(new DatasetCard(this, export).bytes());
      files.add(out.commit(DatasetCard.FILE));
    }
    return files;
  }

  /** Returns what a field's column is called. */
  static String column(String field) {
    return field.equals(IMAGE) ? IMAGE + "_text" : field;
  }

  /** What a column holds. */
  enum Kind {
    TEXT,
    NUMBER,
    CLASS,
    TEXTS,
    RETRIEVALS
  }

  Kind kind(String field) {
    if (carried.contains(field)) {
      return Kind.TEXT;
    }
    return switch (field) {
      case "width", "height" -> Kind.NUMBER;
      case "class_index" -> Kind.CLASS;
      case "sets" -> Kind.TEXTS;
      case "retrievals" -> Kind.RETRIEVALS;
      default -> Kind.TEXT;
    };
  }
}
