package io.gleaner.pipeline.export;

import io.gleaner.pipeline.export.format.Dinov2;
import io.gleaner.pipeline.export.format.ExportFields;
import io.gleaner.pipeline.export.format.ExportFormat;
import io.gleaner.pipeline.export.format.HuggingFace;
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

  /** Bytes of images of a Parquet file, as datasets cuts them. */
  private static final long PARQUET_BYTES = 500_000_000;

  private static final int FOLDER_IMAGES = 2_000;

  private ExportFormats() {}

  /** What {@code --format} takes. */
  public enum Name {
    WEBDATASET,
    IMAGEFOLDER,
    HUGGINGFACE,
    DINOV2,
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
    Shards shards = Shards.of(name);
    if (shardImages != null && shards.images == 0 || shardBytes != null && shards.bytes == 0) {
      throw new UnusableExportException(
          String.format(
              Locale.ROOT,
              "%s: shards of the format %s are not limited by it",
              shardImages != null && shards.images == 0 ? "--shard-images" : "--shard-bytes",
              name.label()));
    }
    if (shardBytes != null && shardBytes > shards.mostBytes) {
      throw new UnusableExportException(
          String.format(
              Locale.ROOT,
              "--shard-bytes: %d, the format %s takes at most %d",
              shardBytes,
              name.label(),
              shards.mostBytes));
    }
    if (name == Name.DINOV2 && fields != null) {
      throw new UnusableExportException("--fields: the format dinov2 has no place for fields");
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
        shardImages == null ? shards.images : shardImages,
        shardBytes == null ? shards.bytes : shardBytes,
        run.carried(),
        true,
        true);
  }

  /**
   * What limits shards where nobody says otherwise.
   *
   * @param images most in a shard, or 0 where their number does not end one
   * @param bytes most in a shard, or 0 likewise
   * @param mostBytes that may be asked for
   */
  private record Shards(long images, long bytes, long mostBytes) {
    static Shards of(Name name) {
      return switch (name) {
        case WEBDATASET -> new Shards(SHARD_IMAGES, SHARD_BYTES, Long.MAX_VALUE);
        case HUGGINGFACE -> new Shards(0, PARQUET_BYTES, Long.MAX_VALUE);
        case DINOV2 -> new Shards(0, Dinov2.LARGEST_SHARD, Dinov2.LARGEST_SHARD);
        case IMAGEFOLDER, URIS, CSV, JSONL -> new Shards(0, 0, 0);
      };
    }
  }

  /** Returns the format that settings make. */
  static ExportFormat of(FormatSettings settings) {
    ExportFields fields = new ExportFields(settings.fields());
    return switch (settings.name()) {
      case WEBDATASET -> new WebDataset(fields, settings.shardImages(), settings.shardBytes());
      case IMAGEFOLDER -> new ImageFolder(fields, FOLDER_IMAGES);
      case HUGGINGFACE ->
          new HuggingFace(fields, settings.carried(), settings.shardBytes(), settings.bySet());
      case DINOV2 -> new Dinov2(settings.shardBytes(), settings.keepsBytes(), settings.bySet());
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
