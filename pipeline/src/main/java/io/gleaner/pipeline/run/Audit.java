package io.gleaner.pipeline.run;

import io.gleaner.pipeline.audit.AuditTables;
import io.gleaner.pipeline.config.Recipe;
import io.gleaner.pipeline.embed.EmbedConfig;
import io.gleaner.pipeline.encoder.Encoder;
import io.gleaner.pipeline.encoder.EncoderConfig;
import io.gleaner.pipeline.encoder.SharedEncoders;
import io.gleaner.pipeline.encoder.checkpoint.UnusableModelException;
import io.gleaner.pipeline.source.ImageSource;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Sql;
import io.gleaner.pipeline.view.RunViews;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Looks for pictures from outside in a run: embeds them as the run's images were embedded, by the
 * encoder that deduplication used, and compares each with every image of the run. The run is only
 * read; what is embedded stays in a hidden folder of the output until the audit is done, so that
 * one which was killed continues.
 */
public final class Audit {
  private static final String SOURCE = "audited";

  /**
   * What may differ from the run's recipe; each but {@code output} may be null.
   *
   * @param encoder where the run's encoder is now
   * @param device where it runs
   * @param batch images of one call of the network
   * @param threshold cosine above which a picture is taken for an image; by default that of the
   *     recipe for evaluation images, or for near-duplicates where it has none
   * @param imageColumn of Parquet files that holds the pictures
   * @param output folder of the tables
   */
  public record Options(
      Location encoder,
      String device,
      Integer batch,
      Float threshold,
      String imageColumn,
      Location output) {}

  private final RunDirectory run;
  private final RecordedRecipe recorded;
  private final Options options;
  private final RunDirectory work;
  private final ImageSource source;
  private final EmbedConfig config;
  private final boolean separate;

  /**
   * @param images folders, globs, tars, Parquet files
   * @throws UnusableRunException where the directory has no complete run, or one that does not say
   *     how it was made
   */
  public Audit(RunDirectory run, List<String> images, Options options) throws IOException {
    this.run = run;
    this.options = options;
    run.requireFormat();
    run.requireManifest();
    recorded = RecordedRecipe.of(run).orElseThrow(() -> UnusableRunException.withoutRecipe(run));
    work = new RunDirectory(options.output().absolute().resolve(".work"));
    Recipe recipe = recorded.recipe();
    if (recipe.encoder() == null) {
      throw UnusableRunException.withoutEncoder(run);
    }
    separate = !recipe.dedup().encoder().equals("same");
    EmbedConfig whole = Stages.of(recipe, run).embedding(separate);
    BegunChoices begun = new BegunChoices(run, whole);
    EmbedConfig ofRun = whole.withRuntime(begun.runtime());
    EncoderConfig runtime = separate ? ofRun.copyRuntime() : ofRun.runtime();
    config =
        new EmbedConfig(
            model(separate ? recipe.dedup().encoder() : recipe.encoder().model()),
            null,
            options.device() == null ? runtime : runtime.withDevice(options.device()),
            options.batch() == null ? whole.batch() : options.batch(),
            begun.decoder(),
            whole.decodedSize(),
            whole.limits(),
            List.of(),
            null);
    source =
        new ImageSource(SOURCE, images, List.of(), options.imageColumn(), whole.limits().bytes());
  }

  private String model(String recipe) {
    if (options.encoder() != null) {
      return options.encoder().toString();
    }
    Location model = Location.of(recipe);
    return model.isLocal() && !model.path().isAbsolute()
        ? Path.of(recorded.base()).resolve(model.path()).toString()
        : recipe;
  }

  /** Returns the cosine above which a picture is taken for an image of the run. */
  public float threshold() {
    if (options.threshold() != null) {
      return options.threshold();
    }
    Recipe.DedupBlock dedup = recorded.recipe().dedup();
    return (float) (dedup.against() == null ? dedup.threshold() : dedup.against().threshold());
  }

  /** Returns by which key of the recipe that is so, or by the option. */
  public String thresholdOrigin() {
    if (options.threshold() != null) {
      return "--threshold";
    }
    return recorded.recipe().dedup().against() == null
        ? "dedup.threshold"
        : "dedup.against.threshold";
  }

  /** Returns bits in which perceptual hashes may differ, or -1 where they are not compared. */
  public int perceptualDistance() {
    return recorded.recipe().dedup().perceptualDistance();
  }

  /** Returns the folder of the tables. */
  public Location output() {
    return options.output();
  }

  /**
   * Looks for the pictures and writes {@code audit.parquet} and {@code audit.csv}.
   *
   * @throws UnusableRunException where the encoder is another than the run's, or the output lies in
   *     a folder of the run
   */
  public AuditTables.Result execute(Execution execution) throws Exception {
    run.requireOutsideStages(options.output().absolute());
    requireEncoder();
    EmbedStage embed = new EmbedStage(work, List.of(source), config, 1);
    embed.check();
    String column = separate ? "copy_embedding" : "embedding";
    Inputs audited = new Inputs(work.images(SOURCE), "embedding", () -> embed.fingerprint(SOURCE));
    new StageRunner(work, execution)
        .run(
            List.of(embed, new AuditStage(work, audited, run, column, perceptualDistance())),
            null,
            null);
    AuditTables.Result result;
    try (Sql sql = Sql.open(RunDirectory.spillElsewhere(), execution.parallelism())) {
      RunViews.open(run, sql);
      result =
          new AuditTables(sql, recorded.moreThan(), threshold())
              .write(
                  audited.files(),
                  RunDirectory.tables(work.rejected()),
                  AuditStage.found(work),
                  options.output().absolute());
    }
    work.root().deleteAll();
    return result;
  }

  private void requireEncoder() throws IOException {
    try (Encoder encoder =
        SharedEncoders.acquire(Location.of(config.encoder()), config.runtime())) {
      String digest = recorded.digests().get(separate ? "copy" : "semantic");
      if (digest != null && !digest.equals(encoder.digest())) {
        throw UnusableRunException.encoder(
            config.encoder(),
            String.format(Locale.ROOT, "its digest is %s, the run's %s", encoder.digest(), digest));
      }
    } catch (UnusableModelException e) {
      throw UnusableRunException.encoder(config.encoder(), e.getMessage());
    }
  }
}
