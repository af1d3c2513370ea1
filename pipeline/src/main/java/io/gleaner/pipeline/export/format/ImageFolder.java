package io.gleaner.pipeline.export.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.gleaner.pipeline.export.edit.ExportImage;
import io.gleaner.pipeline.storage.Location;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * A file for each image, in a folder for each class, as torchvision's {@code ImageFolder} reads
 * them: {@code train/CLASS/ID.jpg}; and {@code train/metadata.jsonl}, from which Hugging Face's
 * {@code imagefolder} takes fields. Files are complete when they have their names.
 *
 * @param fields of the metadata, after {@code file_name}
 * @param shardImages how many images a worker does at a time
 */
public record ImageFolder(ExportFields fields, long shardImages) implements ExportFormat {
  /** What {@code --format} calls it. */
  public static final String NAME = "imagefolder";

  private static final JsonFactory JSON = new JsonFactory();
  private static final String FOLDER = "train/";
  private static final String FILE_NAME = "file_name";
  private static final JoinedParts METADATA = new JoinedParts(FOLDER + "metadata.jsonl", "");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return String.format(
        Locale.ROOT, "imagefolder 1, %d images at a time, fields %s", shardImages, fields.names());
  }

  @Override
  public boolean holdsImages() {
    return true;
  }

  @Override
  public ShardLimits limits() {
    return new ShardLimits(false, Long.MAX_VALUE, shardImages);
  }

  @Override
  public long size(ExportRow row) {
    return row.bytes();
  }

  @Override
  public String name(ExportRow row, ExportImage image) {
    return FOLDER + inFolder(row, image);
  }

  private static String inFolder(ExportRow row, ExportImage image) {
    return row.label().folder() + "/" + row.id() + "." + image.extension();
  }

  /** A field that is called {@code file_name} too would name a file that is not there. */
  @Override
  public String text(ExportRow row, ExportImage image) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField(FILE_NAME, inFolder(row, image));
      new ExportFields(fields.names().stream().filter(name -> !name.equals(FILE_NAME)).toList())
          .write(json, row, image);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("memory takes what is written to it", e);
    }
    return text.toString();
  }

  @Override
  public String files() {
    return "train/metadata\\.jsonl|train/[A-Za-z0-9._-]+/[0-9a-f]+\\.[a-z]+";
  }

  @Override
  public ShardWriter open(ExportShard shard, ExportFolder folder) throws IOException {
    return new Writer(shard, folder, METADATA.open(shard, folder));
  }

  private final class Writer implements ShardWriter {
    private final ExportShard shard;
    private final ExportFolder folder;
    private final ShardOutput metadata;

    Writer(ExportShard shard, ExportFolder folder, ShardOutput metadata) {
      this.shard = shard;
      this.folder = folder;
      this.metadata = metadata;
    }

    @Override
    public void add(ExportRow row, ExportImage image) throws IOException {
      Location file = folder.file(name(row, image));
      Location temporary = folder.hidden("files", shard).resolve(file.name());
      try (OutputStream out = temporary.create()) {
        out.write(image.bytes());
      }
      file.makeFolder();
      temporary.renameTo(file); // to the disk with the rest: a sync for each is a thousandth second
      metadata.write((text(row, image) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public List<ShardFile> commit() throws IOException {
      return List.of(JoinedParts.commit(metadata, shard, folder));
    }

    @Override
    public void close() throws IOException {
      metadata.close();
      folder.hidden("files", shard).deleteAll();
    }
  }

  @Override
  public List<ShardFile> finish(FinishedExport export) throws IOException {
    return List.of(METADATA.join(export));
  }

  @Override
  public ShardReader reopen(ExportShard shard, ExportFolder folder) throws IOException {
    return new Reader(folder, METADATA.reopen(shard, folder));
  }

  private record Reader(ExportFolder folder, BufferedReader lines) implements ShardReader {
    @Override
    public Read next() throws IOException {
      String line = lines.readLine();
      if (line == null) {
        return null;
      }
      String name = FOLDER + fileName(line);
      try (InputStream in = folder.file(name).open()) {
        return new Read(name, in.readAllBytes(), line);
      }
    }

    private static String fileName(String line) throws IOException {
      try (com.fasterxml.jackson.core.JsonParser json = JSON.createParser(line)) {
        json.nextToken();
        if (FILE_NAME.equals(json.nextFieldName())) {
          return json.nextTextValue();
        }
      }
      throw new IOException(METADATA.target() + " has a line without a file_name first");
    }

    @Override
    public void close() throws IOException {
      lines.close();
    }
  }
}
