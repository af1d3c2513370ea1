package io.gleaner.pipeline.export;

import io.gleaner.pipeline.export.format.ExportFields;
import io.gleaner.pipeline.export.format.ExportFormat;
import io.gleaner.pipeline.export.format.ImageFolder;
import io.gleaner.pipeline.export.format.ListFormat;
import io.gleaner.pipeline.export.format.WebDataset;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The formats that there are, by name. */
public final class ExportFormats {
  /** Images of a shard where nobody says otherwise. */
  public static final long SHARD_IMAGES = 10_000;

  /** Bytes of a shard where nobody says otherwise. */
  public static final long SHARD_BYTES = 1_000_000_000;

  private static final int FOLDER_IMAGES = 2_000;

  private ExportFormats() {}

  /** What {@code --format} takes. */
  public enum Name {
    WEBDATASET,
    IMAGEFOLDER,
    URIS,
    CSV,
    JSONL;

    /** Returns what {@code --format} calls it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Returns the settings of a format.
   *
   * @param run whose fields there are
   * @param fields that are told of each image, in their order, or null for the format's usual ones
   * @param shardImages most images of a shard, or null for the usual number
   * @param shardBytes most bytes of a shard, or null likewise
   * @throws UnusableExportException where the run has no such field, or the format no such limit
   */
  public static FormatSettings settings(
      Name name, ExportedRun run, List<String> fields, Long shardImages, Long shardBytes) {
    if (fields != null) {
      requireFields(fields, ExportFields.known(run.carried()));
    }
    boolean shards = name == Name.WEBDATASET;
    if (!shards && (shardImages != null || shardBytes != null)) {
      throw new UnusableExportException(
          String.format(
              Locale.ROOT,
              "--shard-images, --shard-bytes: the format %s has no shards",
              name.label()));
    }
    List<String> told =
        fields != null
            ? fields
            : name == Name.URIS
                ? List.of("uri", "source", "sha256")
                : ExportFields.all(run.carried()).names();
    return new FormatSettings(
        name,
        told,
        !shards ? 0 : shardImages == null ? SHARD_IMAGES : shardImages,
        !shards ? 0 : shardBytes == null ? SHARD_BYTES : shardBytes);
  }

  /** Returns the format that settings make. */
  static ExportFormat of(FormatSettings settings) {
    ExportFields fields = new ExportFields(settings.fields());
    return switch (settings.name()) {
      case WEBDATASET -> new WebDataset(fields, settings.shardImages(), settings.shardBytes());
      case IMAGEFOLDER -> new ImageFolder(fields, FOLDER_IMAGES);
      case URIS -> new ListFormat(ListFormat.Kind.URIS, fields);
      case CSV -> new ListFormat(ListFormat.Kind.CSV, fields);
      case JSONL -> new ListFormat(ListFormat.Kind.JSONL, fields);
    };
  }

  private static void requireFields(List<String> fields, List<String> known) {
    for (String field : fields) {
      if (!known.contains(field)) {
        throw new UnusableExportException(
            String.format(
                Locale.ROOT,
                "--fields: the run has no \"%s\"; it has %s",
                field,
                String.join(", ", known)));
      }
    }
    if (fields.isEmpty() || Set.copyOf(fields).size() < fields.size()) {
      throw new UnusableExportException(
          "--fields: name each field once, and one at least: " + String.join(",", fields));
    }
  }
}
