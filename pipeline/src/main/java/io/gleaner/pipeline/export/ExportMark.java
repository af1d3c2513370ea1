package io.gleaner.pipeline.export;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gleaner.pipeline.export.format.ExportFolder;
import io.gleaner.pipeline.export.format.ShardFile;
import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;

/**
 * {@code export.json}: what an export holds and where it comes from. It is there when the export is
 * complete, and has no time in it, so that it too is the same for a rerun.
 *
 * @param format as {@code --format} names it
 * @param gleaner version of Gleaner
 * @param run the run's directory
 * @param recipe name of the run's recipe
 * @param digest of the run's manifest, as {@code gleaner stats --digest} prints it
 * @param options all that decides the files, in words
 * @param fingerprint of the same
 * @param images that were written
 * @param missing images of the manifest that could not be had
 * @param bytes of all images
 * @param shards how many were written
 * @param classes of the images
 * @param files beside the shards
 */
@JsonPropertyOrder({
  "format",
  "gleaner",
  "run",
  "recipe",
  "digest",
  "options",
  "fingerprint",
  "images",
  "missing",
  "bytes",
  "shards",
  "classes",
  "files"
})
public record ExportMark(
    String format,
    String gleaner,
    String run,
    String recipe,
    String digest,
    List<String> options,
    String fingerprint,
    long images,
    long missing,
    long bytes,
    int shards,
    List<ClassCount> classes,
    List<ShardFile> files) {
  /** The file's name. */
  static final String FILE = "export.json";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A class, the folder it has in formats with folders, and its images. */
  public record ClassCount(int index, String name, String folder, long images) {}

  /** Returns the mark of an export, or none where it is not complete. */
  static Optional<ExportMark> read(ExportFolder folder) throws IOException {
    Location file = folder.file(FILE);
    try {
      return Optional.of(JSON.readValue(file.readText(), ExportMark.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (JsonProcessingException e) {
      throw new UnusableExportException(file + " was not written by gleaner export");
    }
  }

  void write(ExportFolder folder) throws IOException {
    folder
        .file(FILE)
        .writeText(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
  }
}
