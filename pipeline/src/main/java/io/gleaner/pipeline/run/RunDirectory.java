package io.gleaner.pipeline.run;

import io.gleaner.pipeline.storage.Listing;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.storage.StoredFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * The folders and files of a run (docs/formats.md), and the only place that knows their names.
 *
 * @param root the run's directory
 */
public record RunDirectory(Location root) {
  public RunDirectory {
    root = root.absolute();
  }

  /** The pool's name among the sources. */
  public static final String POOL = "pool";

  /** The evaluation sets' name among the sources. */
  public static final String EVALUATION = "evaluation";

  /** What a curated set's name is prefixed with to make a source. */
  public static final String CURATED = "curated/";

  /** The file that marks a folder as complete. */
  static final String SUCCESS = "_SUCCESS";

  public Location images() {
    return root.resolve("images");
  }

  /** Returns the folder of one source's images: {@code pool}, {@code curated/NAME} ... */
  public Location images(String source) {
    return images().resolve(source);
  }

  public Location rejected() {
    return root.resolve("rejected");
  }

  public Location hashes() {
    return root.resolve("hashes");
  }

  public Location neighbours() {
    return root.resolve("neighbours");
  }

  public Location duplicates() {
    return root.resolve("duplicates");
  }

  public Location components() {
    return root.resolve("components");
  }

  /** Returns the folder of pool images that left as near-copies of curated ones. */
  public Location curatedCopies() {
    return root.resolve("curated_copies");
  }

  public Location clusters() {
    return root.resolve("clusters");
  }

  public Location assignments() {
    return clusters().resolve("assignments");
  }

  public Location centroids() {
    return clusters().resolve("centroids.parquet");
  }

  public Location retrieved() {
    return root.resolve("retrieved");
  }

  public Location retrieved(String set) {
    return retrieved().resolve(set);
  }

  public Location manifest() {
    return root.resolve("manifest");
  }

  public Location statistics() {
    return root.resolve("statistics");
  }

  public Location statisticsJson() {
    return root.resolve("statistics.json");
  }

  public Location report() {
    return root.resolve("report");
  }

  /** Returns the folder of files that workers share while a stage runs. */
  Location scratch() {
    return root.resolve(".scratch");
  }

  public Location runJson() {
    return root.resolve("run.json");
  }

  /** Returns a local folder for what does not fit in memory; whoever makes it removes it. */
  public Path spill() {
    return root.isLocal()
        ? root.resolve(".spill").path()
        : Path.of(System.getProperty("java.io.tmpdir"), "gleaner-spill-" + UUID.randomUUID());
  }

  /**
   * Returns the tables below {@code folder}, at any depth, sorted; none if it is missing. Files
   * that another process renames meanwhile do no harm.
   */
  public static List<Location> tables(Location folder) {
    return tableFiles(folder).stream().map(StoredFile::location).toList();
  }

  /** Returns the same with sizes and times. */
  static List<StoredFile> tableFiles(Location folder) {
    try {
      return Listing.of(folder).stream()
          .filter(file -> file.location().name().endsWith(".parquet"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + folder, e);
    }
  }
}
