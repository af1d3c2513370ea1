package io.gleaner.pipeline.export;

import io.gleaner.pipeline.export.format.ClassLabel;
import io.gleaner.pipeline.export.format.ExportFolder;
import io.gleaner.pipeline.export.format.ExportShard;
import io.gleaner.pipeline.export.format.FinishedExport;
import io.gleaner.pipeline.export.format.FinishedShard;
import io.gleaner.pipeline.export.format.JoinedParts;
import io.gleaner.pipeline.export.format.ShardFile;
import io.gleaner.pipeline.origin.Build;
import io.gleaner.pipeline.original.Originals;
import io.gleaner.pipeline.run.Fingerprint;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.run.RunLock;
import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Exports a run's manifest: plans shards, has workers make those that are not there yet, and writes
 * what stands beside them. One that was killed is continued by the same call; the bytes are those
 * of an undisturbed one.
 */
public final class Export {
  /** Version of the plan and of what is recorded of shards. */
  private static final String KIND = "export 1";

  private final ExportedRun run;
  private final ExportOptions options;
  private final ExportFolder folder;
  private final OutputFolder output;

  /**
   * @param output the folder; made where it is missing
   * @throws UnusableExportException where sets, the class's field or a root are none of the run's
   */
  public Export(ExportedRun run, ExportOptions options, Location output) throws IOException {
    this.run = run;
    this.options = options;
    folder = new ExportFolder(output);
    this.output = new OutputFolder(folder, run.directory());
    requireKnown("--set", options.sets(), run.sets());
    if (options.classField() != null) {
      requireKnown("--class-field", List.of(options.classField()), run.carried());
    }
    try {
      Originals.of(run.directory(), options.roots());
    } catch (IllegalArgumentException e) {
      throw new UnusableExportException("--root: " + e.getMessage());
    }
  }

  private static void requireKnown(String option, List<String> asked, List<String> known) {
    for (String each : asked) {
      if (!known.contains(each)) {
        throw new UnusableExportException(
            String.format(
                Locale.ROOT,
                "%s: the run has no \"%s\"; it has %s",
                option,
                each,
                known.isEmpty() ? "none" : String.join(", ", known)));
      }
    }
  }

  /**
   * Writes the export, or what is left of it.
   *
   * @return what it holds
   * @throws UnusableExportException where the folder holds something else
   * @throws MissingImagesException where more images could not be had than is allowed; all others
   *     are written, and {@code missing.csv} lists them
   */
  public ExportMark execute(ShardWorkers workers) throws IOException, SQLException {
    output.requireUsable();
    try (RunLock lock = RunLock.of(folder.hidden(""));
        DigestInBackground digesting =
            new DigestInBackground(run.directory().manifest(), workers.threads())) {
      Plan plan = plan(digesting);
      String digest = digesting.digest();
      List<ExportShard> shards = plan.exportShards();
      Optional<ExportMark> before = ExportMark.read(folder);
      if (before.isPresent() && isWhole(before.get(), plan, shards)) {
        folder.hidden(JoinedParts.PARTS).deleteAll();
        requireAllowed(before.get().missing(), Map.of());
        return before.get();
      }
      output.sweep();
      List<ExportShard> unfinished = unfinished(plan, shards);
      if (!unfinished.isEmpty()) {
        workers.make(unfinished, plan, new ShardWorkers.Job(run.directory(), folder, options));
      }
      lock.requireHeld();
      Written written = new Written(plan, shards);
      Map<String, Long> missing = MissingImages.write(folder, written.withMissing());
      requireAllowed(missing.values().stream().mapToLong(Long::longValue).sum(), missing);
      ExportMark mark = written.mark(digest, options.format().finish(written));
      mark.write(folder);
      folder.hidden(JoinedParts.PARTS).deleteAll();
      return mark;
    }
  }

  /**
   * Requires weights of the sets that are exported.
   *
   * @param weights by set, of any sum; nothing is required where there are none
   * @throws UnusableExportException where one is not usable, or a set has none
   */
  public void requireWeights(Map<String, Double> weights) {
    if (!weights.isEmpty() && options.classField() != null) {
      throw new UnusableExportException(
          "--weights: classes are not sets with --class-field; leave out one of them");
    }
    boolean chosen = !options.sets().isEmpty();
    Mix.require(
        weights,
        run.sets().stream().filter(set -> !chosen || options.sets().contains(set)).toList());
  }

  /**
   * Writes {@code mix.json}: how often a trainer draws from each class.
   *
   * @param mark of the complete export
   * @param weights by set, or none for each class by its images
   * @param samples that training draws, or null for as many as there are images
   */
  public void writeMix(ExportMark mark, Map<String, Double> weights, Long samples)
      throws IOException {
    Mix.of(mark.classes(), weights, samples).write(folder.root());
  }

  private String fingerprint(String digest) throws IOException {
    Location embedded = run.directory().marks().resolve("embed.json");
    return Fingerprint.of(KIND)
        .with(digest)
        .with(embedded.exists() ? embedded.readText() : "") // where the bytes are
        .withAll(options.deciding())
        .hex();
  }

  /** Returns the plan that is there, or makes one, while the manifest's digest is taken. */
  private Plan plan(DigestInBackground manifest) throws IOException, SQLException {
    Optional<Plan> before = Plan.read(folder);
    if (before.isPresent()) {
      if (before.get().fingerprint().equals(fingerprint(manifest.digest()))) {
        return before.get();
      }
      output.requireForce(options.force());
      output.clear(before.get());
    }
    boolean byClass = options.format().limits().byClass();
    boolean chosen = !options.sets().isEmpty();
    List<String> sets =
        run.sets().stream().filter(set -> !chosen || options.sets().contains(set)).toList();
    ExportOrder order =
        new ExportOrder(
            sets, chosen, options.classField(), run.carried(), byClass, options.shuffle());
    return PlanShards.plan(
        run.directory(), order, options, folder, () -> fingerprint(manifest.digest()));
  }

  /** Whether all files of a complete export are still there with their sizes. */
  private boolean isWhole(ExportMark mark, Plan plan, List<ExportShard> shards) throws IOException {
    if (!WrittenShards.areThere(folder, mark.files())) {
      return false;
    }
    for (ExportShard shard : shards) {
      Optional<WrittenShards.Summary> summary =
          WrittenShards.summary(folder, shard.number(), plan.fingerprint());
      if (summary.isEmpty()
          || !WrittenShards.areThere(
              folder,
              summary.get().files().stream()
                  .filter(file -> !file.name().startsWith(ExportFolder.HIDDEN + "/"))
                  .toList())) {
        return false;
      }
    }
    return true;
  }

  /** Returns the shards that are not there, or lack images, which may be there by now. */
  private List<ExportShard> unfinished(Plan plan, List<ExportShard> shards) throws IOException {
    List<ExportShard> unfinished = new ArrayList<>();
    for (ExportShard shard : shards) {
      Optional<WrittenShards.Summary> summary =
          WrittenShards.summary(folder, shard.number(), plan.fingerprint());
      if (summary.isEmpty()
          || summary.get().missing() > 0
          || !WrittenShards.areThere(folder, summary.get().files())) {
        unfinished.add(shard);
      }
    }
    return unfinished;
  }

  private void requireAllowed(long missing, Map<String, Long> byReason) {
    if (missing > options.allowMissing()) {
      throw new MissingImagesException(
          String.format(
              Locale.ROOT,
              "%,d images could not be had%s, and %,d may be missing; %s lists them. Where they lie"
                  + " elsewhere now, say so by --root NAME=LOCATION; to go without them, say"
                  + " --allow-missing %d",
              missing,
              byReason.isEmpty()
                  ? ""
                  : byReason.entrySet().stream()
                      .map(
                          each ->
                              String.format(Locale.ROOT, "%,d %s", each.getValue(), each.getKey()))
                      .collect(Collectors.joining(", ", " (", ")")),
              options.allowMissing(),
              folder.file(MissingImages.FILE),
              missing));
    }
  }

  /** What is there once all shards are. */
  private final class Written implements FinishedExport {
    private final Plan plan;
    private final List<ExportShard> shards;
    private final List<Integer> withMissing = new ArrayList<>();
    private final long[] byLabel;
    private long images;
    private long missing;
    private long bytes;

    Written(Plan plan, List<ExportShard> shards) throws IOException {
      this.plan = plan;
      this.shards = shards;
      byLabel = new long[plan.labels().size()];
      forEach(
          shard -> {
            images += shard.images();
            missing += shard.missing();
            bytes += shard.bytes();
            summary(shard.shard()).byLabel().forEach((label, count) -> byLabel[label] += count);
            if (shard.missing() > 0) {
              withMissing.add(shard.shard().number());
            }
          });
    }

    List<Integer> withMissing() {
      return withMissing;
    }

    private WrittenShards.Summary summary(ExportShard shard) throws IOException {
      return WrittenShards.summary(folder, shard.number(), plan.fingerprint())
          .orElseThrow(
              () ->
                  new IOException(
                      WrittenShards.file(folder, shard.number()) + " is not there any more"));
    }

    @Override
    public void forEach(Use use) throws IOException {
      for (ExportShard shard : shards) {
        WrittenShards.Summary summary = summary(shard);
        use.take(
            new FinishedShard(
                shard, summary.images(), summary.missing(), summary.bytes(), summary.files()));
      }
    }

    ExportMark mark(String digest, List<ShardFile> files) {
      List<ExportMark.ClassCount> classes = new ArrayList<>();
      for (ClassLabel label : plan.labels()) {
        classes.add(
            new ExportMark.ClassCount(
                label.index(), label.name(), label.folder(), byLabel[label.index()]));
      }
      return new ExportMark(
          options.format().name(),
          Build.current().version(),
          run.directory().root().toString(),
          run.name(),
          digest,
          options.deciding(),
          plan.fingerprint(),
          images,
          missing,
          bytes,
          shards.size(),
          classes,
          files);
    }

    @Override
    public ExportFolder folder() {
      return folder;
    }

    @Override
    public RunDirectory run() {
      return run.directory();
    }

    @Override
    public List<ClassLabel> labels() {
      return plan.labels();
    }

    @Override
    public long images() {
      return images;
    }

    @Override
    public List<Long> imagesByLabel() {
      List<Long> counts = new ArrayList<>();
      for (long count : byLabel) {
        counts.add(count);
      }
      return counts;
    }
  }
}
