package io.gleaner.pipeline.export.format;

import io.gleaner.pipeline.export.edit.ExportImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * One text file with a line for each image and without the images: their names and where they come
 * from, for whoever fetches them by other means.
 *
 * @param kind of the lines
 * @param fields of each line
 */
public record ListFormat(Kind kind, ExportFields fields) implements ExportFormat {
  private static final int ROWS = 50_000;

  /** What a line looks like. */
  public enum Kind {
    /**
     * Fields parted by tabs, without a header. Backslash, tab and line ends in a field are written
     * as {@code \\}, {@code \t}, {@code \n}, {@code \r}; null as nothing.
     */
    URIS("uris.txt"),
    /** As RFC 4180 says, with a header; null is nothing between commas, an empty text is "". */
    CSV("images.csv"),
    /** A JSON object. */
    JSONL("images.jsonl");

    private final String file;

    Kind(String file) {
      this.file = file;
    }

    /** Returns what {@code --format} calls it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public String name() {
    return kind.label();
  }

  @Override
  public String description() {
    return String.format(Locale.ROOT, "%s 1, fields %s", name(), fields.names());
  }

  @Override
  public boolean holdsImages() {
    return false;
  }

  @Override
  public ShardLimits limits() {
    return new ShardLimits(false, Long.MAX_VALUE, ROWS);
  }

  @Override
  public long size(ExportRow row) {
    return 0;
  }

  @Override
  public String name(ExportRow row, ExportImage image) {
    return row.id();
  }

  @Override
  public String text(ExportRow row, ExportImage image) {
    return switch (kind) {
      case URIS ->
          fields.names().stream()
              .map(name -> escaped(cell(row, image, name)))
              .collect(Collectors.joining("\t"));
      case CSV ->
          fields.names().stream()
              .map(name -> quoted(cell(row, image, name)))
              .collect(Collectors.joining(","));
      case JSONL -> fields.json(row, image);
    };
  }

  private static String cell(ExportRow row, ExportImage image, String name) {
    Object value = ExportFields.value(row, image, name);
    if (value instanceof Retrievals retrievals) {
      return retrievals.json();
    }
    if (value instanceof List<?>) {
      String json = new ExportFields(List.of(name)).json(row, image);
      return json.substring(json.indexOf(':') + 1, json.length() - 1);
    }
    return value == null ? null : value.toString();
  }

  private static String escaped(String value) {
    return value == null
        ? ""
        : value
            .replace("\\", "\\\\")
            .replace("\t", "\\t")
            .replace("\n", "\\n")
            .replace("\r", "\\r");
  }

  private static String quoted(String value) {
    if (value == null) {
      return "";
    }
    boolean plain = !value.isEmpty();
    for (int i = 0; i < value.length() && plain; i++) {
      char c = value.charAt(i);
      plain = c != ',' && c != '"' && c != '\n' && c != '\r';
    }
    return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
  }

  private JoinedParts parts() {
    String header =
        kind == Kind.CSV
            ? fields.names().stream().map(ListFormat::quoted).collect(Collectors.joining(","))
                + "\n"
            : "";
    return new JoinedParts(kind.file, header);
  }

  @Override
  public String files() {
    return kind.file.replace(".", "\\.");
  }

  @Override
  public ShardWriter open(ExportShard shard, ExportFolder folder) throws IOException {
    return new Writer(shard, folder, parts().open(shard, folder));
  }

  private final class Writer implements ShardWriter {
    private final ExportShard shard;
    private final ExportFolder folder;
    private final ShardOutput out;

    Writer(ExportShard shard, ExportFolder folder, ShardOutput out) {
      this.shard = shard;
      this.folder = folder;
      this.out = out;
    }

    @Override
    public void add(ExportRow row, ExportImage image) throws IOException {
      out.write((text(row, image) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public List<ShardFile> commit() throws IOException {
      return List.of(JoinedParts.commit(out, shard, folder));
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  @Override
  public List<ShardFile> finish(FinishedExport export) throws IOException {
    return List.of(parts().join(export));
  }

  @Override
  public ShardReader reopen(ExportShard shard, ExportFolder folder) throws IOException {
    return new Reader(kind, parts().reopen(shard, folder));
  }

  /** Lines do not say whose they are by themselves, so no names are told. */
  private record Reader(Kind kind, BufferedReader in) implements ShardReader {
    @Override
    public Read next() throws IOException {
      StringBuilder line = new StringBuilder();
      boolean within = false;
      for (int c = in.read(); c >= 0; c = in.read()) {
        within ^= c == '"' && kind == Kind.CSV;
        if (c == '\n' && !within) {
          return new Read(null, null, line.toString());
        }
        line.append((char) c);
      }
      return line.isEmpty() ? null : new Read(null, null, line.toString());
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
