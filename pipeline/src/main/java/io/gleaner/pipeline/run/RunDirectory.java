package io.gleaner.pipeline.run;

import io.gleaner.pipeline.source.ImageSource;
import io.gleaner.pipeline.storage.Listing;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.storage.StoredFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
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
    for (String file :
        List.of("images/pool/part-0.parquet", "marks/embed.json", "statistics.json", "run.json")) {
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
   * @throws UnusableRunException where they are not, the run has none yet, or is of another format
   */
  public void requireManifest() throws IOException {
    requireFormat();
    Mark mark =
        Mark.read(mark(ManifestStage.NAME))
            .orElseThrow(() -> UnusableRunException.incomplete(manifest()));
    Outputs outputs = Outputs.list(root, ManifestStage.outputs(this));
    List<String> wrong = outputs.notAsMarked(mark);
    if (!wrong.isEmpty()) {
      throw UnusableRunException.notAsWritten(root, wrong);
    }
    List<Location> unmarked = outputs.unmarkedTables(mark.files());
    if (!unmarked.isEmpty()) {
      throw UnusableRunException.unmarked(unmarked);
    }
  }

  /**
   * Requires that no stage here is of another format.
   *
   * @throws UnusableRunException where one is, naming both formats
   */
  public void requireFormat() throws IOException {
    if (completeStages().isEmpty()) {
      for (EarlierFormat mark : EarlierFormat.of(this)) {
        throw UnusableRunException.otherFormat(mark.file(), mark.format());
      }
    }
  }

  /**
   * Returns the marks of all stages that are complete, of other commands too.
   *
   * @throws UnusableRunException where one is of another format
   */
  List<Mark> completeStages() throws IOException {
    List<Mark> complete = new ArrayList<>();
    for (StoredFile file : Listing.of(marks())) {
      if (file.location().name().endsWith(MARK)) {
        Mark.read(file.location()).ifPresent(complete::add);
      }
    }
    return complete;
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

  /**
   * Requires that what is not a stage's writes into no folder that stages clear.
   *
   * @throws UnusableRunException where {@code output} is one, or lies in one
   */
  public void requireOutsideStages(Location output) {
    for (Location folder : folders()) {
      if (output.equals(folder) || output.isBelow(folder)) {
        throw UnusableRunException.insideStage(output, folder);
      }
    }
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
        marks(),
        scratch());
  }

  /** The pool's name among the sources. */
  public static final String POOL = "pool";

  /** The evaluation sets' name among the sources. */
  public static final String EVALUATION = "evaluation";

  /** What a curated set's name is prefixed with to make a source. */
  public static final String CURATED = "curated/";

  /** The file whose lock a process holds that works in a local run directory. */
  static final String LOCK = ".lock";

  /** The table of centroids, in the folder of clusters. */
  static final String CENTROIDS = "centroids.parquet";

  /** The folder of the pool's clusters, in the folder of clusters. */
  static final String ASSIGNMENTS = "assignments";

  private static final String TABLE = ".parquet";
  private static final String MARK = ".json";
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
    return clusters().resolve(ASSIGNMENTS);
  }

  public Location centroids() {
    return clusters().resolve(CENTROIDS);
  }

  /** Returns the folder of the curated images' clusters, a folder for each set. */
  public Location curatedAssignments() {
    return clusters().resolve("curated");
  }

  /** Returns the table of what sets drew from the clusters that hold their images. */
  public Location setClusters() {
    return clusters().resolve("sets.parquet");
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

  /** Returns the file of one of the tables of statistics. */
  public Location statistics(String table) {
    return statistics().resolve(table + TABLE);
  }

  public Location statisticsJson() {
    return root.resolve(STATISTICS);
  }

  public Location report() {
    return root.resolve("report");
  }

  /** Returns the file of the page that shows the run. */
  public Location reportPage() {
    return report().resolve(PAGE);
  }

  /** Removes the mark of the report: the next run makes it again. */
  public void forgetReport() throws IOException {
    mark(ReportStage.NAME).delete();
  }

  /** Returns the folder of what the run keeps for itself: marks, and what the machine decided. */
  public Location marks() {
    return root.resolve("marks");
  }

  /** Returns the file that marks a stage as complete. */
  Location mark(String stage) {
    return marks().resolve(stage + MARK);
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
