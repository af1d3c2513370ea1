package io.gleaner.pipeline.export.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.gleaner.pipeline.export.edit.ExportImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Tars as WebDataset reads them: of each image two members, {@code ID.jpg} (or {@code png}, ...)
 * and {@code ID.json} with its fields. A key is an image's id, so it has no dot, is the same in
 * every export, and joins with the run's tables. Beside the shards {@code sizes.json}, images by
 * shard, and {@code index.json}, which wids and others read.
 *
 * @param fields of the JSON
 * @param shardImages most images of a shard
 * @param shardBytes most bytes of a shard's file
 */
public record WebDataset(ExportFields fields, long shardImages, long shardBytes)
    implements ExportFormat {
  /** What {@code --format} calls it. */
  public static final String NAME = "webdataset";

  private static final JsonFactory JSON = new JsonFactory();
  private static final String SIZES = "sizes.json";
  private static final String INDEX = "index.json";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return String.format(
        Locale.ROOT,
        "webdataset 1, at most %d images and %d bytes a shard, fields %s",
        shardImages,
        shardBytes,
        fields.names());
  }

  @Override
  public boolean holdsImages() {
    return true;
  }

  @Override
  public ShardLimits limits() {
    return new ShardLimits(false, shardBytes - TarOutput.END, shardImages);
  }

  @Override
  public long size(ExportRow row) {
    ExportImage image = new ExportImage(null, null, row.width(), row.height());
    return TarOutput.size(row.bytes()) + TarOutput.size(json(row, image).length);
  }

  @Override
  public String name(ExportRow row, ExportImage image) {
    return row.id() + "." + image.extension();
  }

  @Override
  public String text(ExportRow row, ExportImage image) {
    return fields.json(row, image);
  }

  private byte[] json(ExportRow row, ExportImage image) {
    return text(row, image).getBytes(StandardCharsets.UTF_8);
  }

  private static String file(ExportShard shard) {
    return String.format(Locale.ROOT, "shard-%06d.tar", shard.number());
  }

  @Override
  public String files() {
    return "shard-[0-9]{6,}\\.tar|sizes\\.json|index\\.json";
  }

  @Override
  public ShardWriter open(ExportShard shard, ExportFolder folder) throws IOException {
    return new Writer(shard, new ShardOutput(folder.file(file(shard))));
  }

  @Override
  public ShardReader reopen(ExportShard shard, ExportFolder folder) throws IOException {
    return new WebDatasetReader(folder.file(file(shard)));
  }

  private final class Writer implements ShardWriter {
    private final ExportShard shard;
    private final ShardOutput out;
    private final TarOutput tar;

    Writer(ExportShard shard, ShardOutput out) {
      this.shard = shard;
      this.out = out;
      tar = new TarOutput(out);
    }

    @Override
    public void add(ExportRow row, ExportImage image) throws IOException {
      tar.add(name(row, image), image.bytes());
      tar.add(row.id() + ".json", json(row, image));
    }

    @Override
    public List<ShardFile> commit() throws IOException {
      tar.end();
      return List.of(out.commit(file(shard)));
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  @Override
  public List<ShardFile> finish(FinishedExport export) throws IOException {
    List<ShardFile> files = new ArrayList<>();
    try (ShardOutput out = new ShardOutput(export.folder().file(SIZES))) {
      writeSizes(export, out);
      files.add(out.commit(SIZES));
    }
    try (ShardOutput out = new ShardOutput(export.folder().file(INDEX))) {
      writeIndex(export, out);
      files.add(out.commit(INDEX));
    }
    return files;
  }

  private static void writeSizes(FinishedExport export, OutputStream out) throws IOException {
    try (JsonGenerator json = generator(out)) {
      json.writeStartObject();
      export.forEach(
          shard -> {
            for (ShardFile file : shard.files()) {
              json.writeNumberField(file.name(), shard.images());
            }
          });
      json.writeEndObject();
    }
  }

  private static void writeIndex(FinishedExport export, OutputStream out) throws IOException {
    try (JsonGenerator json = generator(out)) {
      json.writeStartObject();
      json.writeStringField("__kind__", "wids-shard-index-v1");
      json.writeNumberField("wids_version", 1);
      json.writeArrayFieldStart("shardlist");
      export.forEach(
          shard -> {
            for (ShardFile file : shard.files()) {
              json.writeStartObject();
              json.writeStringField("url", file.name());
              json.writeNumberField("nsamples", shard.images());
              json.writeNumberField("filesize", file.bytes());
              json.writeStringField("sha256", file.sha256());
              json.writeEndObject();
            }
          });
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private static JsonGenerator generator(OutputStream out) throws IOException {
    return JSON.createGenerator(out)
        .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
        .useDefaultPrettyPrinter();
  }
}
