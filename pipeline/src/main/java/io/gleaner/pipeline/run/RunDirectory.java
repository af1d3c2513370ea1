package io.gleaner.pipeline.run;

import io.gleaner.pipeline.source.ImageSource;
import io.gleaner.pipeline.storage.Listing;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.storage.StoredFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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

  /**
   * Requires that a source is not read from what a run writes here: the next run would take its
   * tables for images, and a stage clears its folders.
   *
   * @throws UnusableRunException where an entry of the source lists a file that a run writes
   */
  void requireApart(ImageSource source) throws IOException {
    Location real = root.real();
    for (String file : List.of("images/pool/part-0.parquet", "statistics.json", "run.json")) {
      Optional<String> entry = source.entryThatLists(real.resolve(file));
      if (entry.isPresent()) {
        throw UnusableRunException.overlap(root, source.name(), entry.get());
      }
    }
    for (String input : source.roots().values()) {
      Location base = Location.of(input).real();
      for (Location folder : folders()) {
        Location written = real.resolve(folder.below(root));
        if (base.equals(written) || base.isBelow(written)) {
          throw UnusableRunException.overlap(root, source.name(), base.toString());
        }
      }
    }
  }

  /**
   * Requires the manifest and its statistics to be as the run has left them.
   *
   * @throws UnusableRunException where they are not, or the run has none yet
   */
  public void requireManifest() throws IOException {
    Mark mark =
        Mark.read(manifest()).orElseThrow(() -> UnusableRunException.incomplete(manifest()));
    Outputs outputs =
        Outputs.list(root, List.of(manifest(), statistics(), statisticsJson(), report()));
    List<String> wrong = outputs.notAsMarked(mark);
    if (!wrong.isEmpty()) {
      throw UnusableRunException.notAsWritten(root, wrong);
    }
    List<Location> unmarked = outputs.unmarkedTables(mark);
    if (!unmarked.isEmpty()) {
      throw UnusableRunException.unmarked(unmarked);
    }
  }

  /**
   * Requires that a stage has left tables here, of a whole run or of one command.
   *
   * @throws FileNotFoundException where none has
   */
  public void requireTables() throws IOException {
    for (Location folder : folders()) {
      if (folder.isFolder()) {
        return;
      }
    }
    throw new FileNotFoundException(
        root + " is no run directory: it has no images/, manifest/ or other folder of a stage");
  }

  /** Returns the folders that stages write and clear. */
  List<Location> folders() {
    return List.of(
        images(),
        rejected(),
        hashes(),
        neighbours(),
        duplicates(),
        components(),
        clusters(),
        curatedCopies(),
        retrieved(),
        manifest(),
        statistics(),
        report(),
        scratch());
  }

  /** The pool's name among the sources. */
  public static final String POOL = "pool";

  /** The evaluation sets' name among the sources. */
  public static final String EVALUATION = "evaluation";

  /** What a curated set's name is prefixed with to make a source. */
  public static final String CURATED = "curated/";

  /** The file that marks a folder as complete. */
  static final String SUCCESS = "_SUCCESS";

  /** The file whose lock a process holds that works in a local run directory. */
  static final String LOCK = ".lock";

  /** The table of centroids, in the folder of clusters. */
  static final String CENTROIDS = "centroids.parquet";

  private static final String TABLE = ".parquet";
  private static final String STATISTICS = "statistics.json";
  private static final String PAGE = "index.html";

  /** Whether a file is read as a table by whoever lists its folder. */
  static boolean isTable(String name) {
    return name.endsWith(TABLE);
  }

  /** Whether a file has a name that a stage gives. */
  static boolean isWritten(String name) {
    return isTable(name) || name.equals(STATISTICS) || name.endsWith("/" + PAGE);
  }

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
    return clusters().resolve(CENTROIDS);
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
    return root.resolve(STATISTICS);
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
    return root.isLocal() ? root.resolve(".spill").path() : spillElsewhere();
  }

  /** Returns a local folder for the same that is not in the run: for those that only read it. */
  public static Path spillElsewhere() {
    return Path.of(System.getProperty("java.io.tmpdir"), "gleaner-spill-" + UUID.randomUUID());
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
      return Listing.of(folder).stream().filter(file -> isTable(file.location().name())).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + folder, e);
    }
  }
}
