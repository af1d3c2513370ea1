package io.gleaner.pipeline.run;

import io.gleaner.clustering.workers.TaskThreads;
import io.gleaner.clustering.workers.Tasks;
import io.gleaner.pipeline.embed.EmbedConfig;
import io.gleaner.pipeline.embed.EmbedImages;
import io.gleaner.pipeline.embed.EmbedJob;
import io.gleaner.pipeline.embed.UnitWorker;
import io.gleaner.pipeline.encoder.checkpoint.UnusableModelException;
import io.gleaner.pipeline.image.DecoderChoice;
import io.gleaner.pipeline.origin.EncoderOrigin;
import io.gleaner.pipeline.origin.Machine;
import io.gleaner.pipeline.progress.Progress;
import io.gleaner.pipeline.source.GivenUnit;
import io.gleaner.pipeline.source.ImageSource;
import io.gleaner.pipeline.source.SourceUnit;
import io.gleaner.pipeline.source.UnusableSourceException;
import io.gleaner.pipeline.storage.Listing;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.storage.StoredFile;
import io.gleaner.pipeline.table.TableReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.SerializableCoder;

/**
 * Embeds all sources, unit by unit. A unit whose table carries the fingerprint of its work is not
 * done again, so that a killed run continues and a grown pool costs what is new.
 */
final class EmbedStage implements Stage {
  private final RunDirectory directory;
  private final ListedSources sources;
  private final EmbedConfig config;
  private final BegunChoices begun;
  private final double rejectedShare;
  private final GivenExtents extents;
  private final RunEncoders encoders;
  private DecoderChoice decoder;
  private boolean assumed;

  /**
   * @param rejectedShare most of a source's inputs that may be rejected, 0 to 1
   */
  EmbedStage(
      RunDirectory directory, List<ImageSource> sources, EmbedConfig config, double rejectedShare) {
    this.directory = directory;
    this.sources = new ListedSources(sources);
    this.config = config;
    this.extents = new GivenExtents(this.sources);
    this.begun = new BegunChoices(directory, config);
    this.encoders = new RunEncoders(directory, config, begun);
    this.rejectedShare = rejectedShare;
  }

  @Override
  public String name() {
    return "embed";
  }

  @Override
  public List<Location> outputs() {
    return List.of(directory.images(), directory.rejected());
  }

  @Override
  public boolean reusesItsOutputs() {
    return true;
  }

  /**
   * Has what is embedded be always the same: nothing is listed or loaded, and the fingerprints of
   * the stages after this one differ by their own settings alone.
   */
  void assumeEmbedded() {
    assumed = true;
  }

  /** Returns what decides the tables apart from inputs, the decoder's version and encoders. */
  String statedSettings() {
    Map<String, List<String>> carried = new TreeMap<>();
    sources.sources().forEach(source -> carried.put(source.name(), source.carried()));
    return String.join(
        " ",
        config.runtime().linear().toString(),
        config.decodedSize().toString(),
        config.limits().toString(),
        Double.toString(rejectedShare),
        carried.toString());
  }

  @Override
  public String fingerprint() {
    if (assumed) {
      return name();
    }
    return Fingerprint.of("embed").with(rejectedShare).withAll(fingerprints().values()).hex();
  }

  /** Returns the fingerprint of one source's tables: what reads it alone depends on it alone. */
  String fingerprint(String source) {
    if (assumed) {
      return source;
    }
    return Fingerprint.of("source")
        .withAll(
            fingerprints().entrySet().stream()
                .filter(part -> part.getKey().startsWith(source + "/part-"))
                .map(Map.Entry::getValue)
                .toList())
        .hex();
  }

  /**
   * Lists the sources, loads the decoder and the encoders: fails where one of them cannot be used,
   * with all that cannot.
   */
  void check() throws IOException {
    List<String> problems = new ArrayList<>();
    try {
      sources.units();
    } catch (UnusableSourceException e) {
      problems.add(e.getMessage());
    }
    if (!embeds()) {
      problems.addAll(givenProblems());
      if (!problems.isEmpty()) {
        throw new UnusableSourceException(problems);
      }
      return;
    }
    decoder();
    List<UnusableModelException> models = new ArrayList<>();
    try {
      encoders.digests();
      models.addAll(problems.isEmpty() && isMarked() ? List.of() : encoders.load());
    } catch (UnusableModelException e) {
      models.addAll(encoders.load()); // which tells of all that cannot be used
    }
    if (models.isEmpty()) {
      problems.addAll(givenProblems());
    }
    if (problems.isEmpty() && models.size() == 1) {
      throw models.get(0);
    }
    models.stream().map(Throwable::getMessage).distinct().forEach(problems::add);
    if (!problems.isEmpty()) {
      throw new UnusableSourceException(problems);
    }
  }

  /** Returns what is wrong with embeddings that were made elsewhere; loads the encoders. */
  List<String> givenProblems() {
    return extents.problems(this::encoderOrigins);
  }

  /** Returns the fingerprint of each unit's work, by its table. */
  Map<String, String> fingerprints() {
    Map<String, String> fingerprints = new TreeMap<>();
    Map<String, List<String>> carried = new TreeMap<>();
    sources.sources().forEach(source -> carried.put(source.name(), source.carried()));
    for (SourceUnit unit : sources.units()) {
      if (unit instanceof GivenUnit) {
        fingerprints.put(
            EmbedImages.part(unit),
            Fingerprint.of("given/1")
                .with(unit.source())
                .with(unit.fingerprint())
                .withAll(carried.get(unit.source()))
                .hex());
        continue;
      }
      fingerprints.put(
          EmbedImages.part(unit),
          Fingerprint.of("unit/3")
              .with(unit.source())
              .with(unit.fingerprint())
              .with(String.join(" ", encoders.digests()))
              .with(config.runtime().linear())
              .with(decoding())
              .with(config.limits())
              .withAll(carried.get(unit.source()))
              .hex());
    }
    return fingerprints;
  }

  /** Returns what pixels depend on beside an image's bytes. */
  private String decoding() {
    return switch (config.decodedSize()) {
      case EXACT -> decoder().version();
      case SCALED -> decoder().version() + "; large JPEGs scaled";
    };
  }

  /** Whether the tables are complete, by the mark: nothing is going to be embedded. */
  private boolean isMarked() throws IOException {
    try {
      String fingerprint = fingerprint();
      return Mark.read(directory.mark(name()))
          .filter(mark -> mark.fingerprint().equals(fingerprint))
          .isPresent();
    } catch (UnusableRunException e) {
      return false; // told when the run begins
    }
  }

  /** Returns what the networks are, the semantic one first. */
  List<EncoderOrigin> encoderOrigins() {
    return encoders.origins();
  }

  /** Gives back the networks that were loaded. */
  void release() {
    encoders.close();
  }

  /** Returns this machine, with what decodes and multiplies in this run. */
  Machine machine() throws IOException {
    return embeds()
        ? Machine.current(decoding(), begun.linear().name())
        : Machine.current("none", "none");
  }

  /** Whether there is an encoder; without one all sources are embeddings. */
  private boolean embeds() {
    return config.encoder() != null;
  }

  /** Returns the units of all sources. */
  List<SourceUnit> units() {
    return sources.units();
  }

  @Override
  public Map<String, Long> execute(Execution execution) throws Exception {
    Map<String, String> fingerprints = fingerprints();
    clear(directory.images(), fingerprints);
    clear(directory.rejected(), fingerprints);
    List<SourceUnit> missing = new ArrayList<>();
    for (SourceUnit unit : sources.units()) {
      String part = EmbedImages.part(unit);
      if (!EmbedImages.isComplete(
          directory.images(), directory.rejected(), part, fingerprints.get(part))) {
        missing.add(unit);
      }
    }
    if (embeds() && missing.size() == sources.units().size()) {
      begun.forgetLinear();
    }
    if (!missing.isEmpty()) {
      if (embeds()) {
        config.decoder().log();
        begun.keep(decoder());
        begun.keepLinear();
      }
      try {
        embed(missing, fingerprints, execution);
      } finally {
        release();
      }
      requireUnchanged(missing);
      requireTables(fingerprints.keySet());
      clear(directory.images(), fingerprints); // what killed workers began
      clear(directory.rejected(), fingerprints);
    }
    new LostInputs(directory, rejectedShare).check(sources.sources());
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("images", rows(directory.images()));
    counts.put("rejected", rows(directory.rejected()));
    counts.put("units", (long) sources.units().size());
    counts.put("units_done_before", (long) (sources.units().size() - missing.size()));
    return counts;
  }

  private void embed(
      List<SourceUnit> missing, Map<String, String> fingerprints, Execution execution)
      throws IOException {
    EmbedJob job =
        new EmbedJob(
            embeds() ? config.withRuntime(begun.runtime()).withDecoder(decoder()) : config,
            directory.images(),
            directory.rejected(),
            fingerprints,
            execution.workersOfAProcess());
    try (Progress.Stage task = execution.progress().begin("embed", "images", missing.size())) {
      if (execution.areThreads()) {
        embedInThreads(missing, job, execution.threads(), task);
        execution.lookAgain();
      } else {
        Pipeline pipeline = execution.pipeline();
        pipeline
            .apply("Units", Tasks.of(missing, SerializableCoder.of(SourceUnit.class)))
            .apply("Embed", new EmbedImages(job));
        execution.run(pipeline, EmbedImages.INPUTS, EmbedImages.UNITS, task);
      }
    }
  }

  private static void embedInThreads(
      List<SourceUnit> units, EmbedJob job, int threads, Progress.Stage task) throws IOException {
    Queue<SourceUnit> left = new ConcurrentLinkedQueue<>(units);
    TaskThreads.run(
        threads,
        Collections.nCopies(threads, left),
        queue -> {
          try (UnitWorker worker = new UnitWorker(job)) {
            for (SourceUnit unit = queue.poll(); unit != null; unit = queue.poll()) {
              worker.embed(unit, task::advance);
              task.finish(1);
            }
          } finally {
            queue.clear(); // where a unit has failed, no other is begun
          }
        });
  }

  /** Returns how this machine embeds, as far as that is settled before it does; writes nothing. */
  EmbedConfig planned() {
    return config.withDecoder(decoder());
  }

  private DecoderChoice decoder() {
    if (decoder == null) {
      decoder = begun.decoder();
    }
    return decoder;
  }

  /** Removes what no unit of this run writes: stale tables and files that were never finished. */
  private static void clear(Location folder, Map<String, String> parts) throws IOException {
    for (StoredFile file : Listing.withHidden(folder)) {
      if (!parts.containsKey(file.relative())) {
        file.location().delete();
      }
    }
  }

  /**
   * Requires that the inputs which were read are those that were listed. The tables of others go:
   * they hold what was there for a moment, under the fingerprint of what was there before.
   */
  private void requireUnchanged(List<SourceUnit> embedded) throws IOException {
    List<SourceUnit> changed = sources.changed(embedded);
    for (SourceUnit unit : changed) {
      directory.images().resolve(EmbedImages.part(unit)).delete();
      directory.rejected().resolve(EmbedImages.part(unit)).delete();
    }
    if (!changed.isEmpty()) {
      SourceUnit first = changed.get(0);
      throw DisturbedRunException.inputs(
          String.format(Locale.ROOT, "the source \"%s\" (unit %s)", first.source(), first.name()));
    }
  }

  /** Requires both tables of each unit: a folder that was removed meanwhile has lost some. */
  private void requireTables(Set<String> parts) throws IOException {
    for (Location folder : List.of(directory.images(), directory.rejected())) {
      Set<String> there = new HashSet<>();
      Listing.of(folder).forEach(file -> there.add(file.relative()));
      for (String part : parts) {
        if (!there.contains(part)) {
          throw DisturbedRunException.removed(folder.resolve(part));
        }
      }
    }
  }

  private static long rows(Location folder) throws IOException {
    return TableReader.rows(RunDirectory.tables(folder));
  }
}
