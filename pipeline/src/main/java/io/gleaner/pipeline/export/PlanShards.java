package io.gleaner.pipeline.export;

import io.gleaner.pipeline.export.format.ClassLabel;
import io.gleaner.pipeline.export.format.ExportFolder;
import io.gleaner.pipeline.export.format.ExportFormat;
import io.gleaner.pipeline.export.format.ExportRow;
import io.gleaner.pipeline.export.format.Retrievals;
import io.gleaner.pipeline.export.format.ShardLimits;
import io.gleaner.pipeline.manifest.ImageMetadata;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.source.Place;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Decides what goes into which shard: goes once through the images in the export's order, and
 * begins a shard where the format's limits say so. Some thousand rows are in memory at a time,
 * beside what {@link ImagesInOrder} holds.
 */
final class PlanShards {
  /** A field with more values than this is no class: its folders could not be listed. */
  private static final int MOST_CLASSES = 100_000;

  /** The order of texts in the tables: by code points. */
  private static final Comparator<String> BY_CODE_POINTS =
      Comparator.comparing(name -> name.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

  private final ExportOrder order;
  private final ExportOptions options;
  private final ExportFormat format;
  private final ExportFolder folder;
  private final List<Plan.Cut> cuts = new ArrayList<>();
  private final Set<String> classes = new HashSet<>();
  private final Map<String, ClassLabel> labels = new LinkedHashMap<>();

  private ClassLabel label;
  private long bytes;
  private long first;
  private long ordinal;

  private PlanShards(ExportOrder order, ExportOptions options, ExportFolder folder) {
    this.order = order;
    this.options = options;
    format = options.format();
    this.folder = folder;
  }

  /** Says what decides the files, as late as it is needed. */
  interface Fingerprinting {
    String fingerprint() throws IOException, SQLException;
  }

  /**
   * Writes the plan's tables, then the plan.
   *
   * @throws UnusableExportException where an image cannot be exported so; nothing is written then
   */
  static Plan plan(
      RunDirectory run,
      ExportOrder order,
      ExportOptions options,
      ExportFolder folder,
      Fingerprinting fingerprinting)
      throws IOException, SQLException {
    return new PlanShards(order, options, folder).plan(run, fingerprinting);
  }

  private Plan plan(RunDirectory run, Fingerprinting fingerprinting)
      throws IOException, SQLException {
    Path spill = RunDirectory.spillElsewhere();
    try (ImagesInOrder images = ImagesInOrder.open(run, order, spill, this::look);
        PlanWriter writer = new PlanWriter()) {
      List<String> names = new ArrayList<>(classes);
      names.sort(BY_CODE_POINTS);
      ClassLabels.of(names).forEach(each -> labels.put(each.name(), each));
      write(images, writer);
      writer.finish();
    } finally {
      Files.deleteIfExists(spill);
    }
    Plan plan =
        new Plan(
            fingerprinting.fingerprint(),
            options.settings(),
            options.edit().keepsBytes(),
            format.files(),
            List.copyOf(labels.values()),
            cuts,
            ordinal);
    plan.write(folder);
    return plan;
  }

  private void look(FoundImage image) {
    requireReadable(image.row().image());
    requireReachable(image.place());
    if (classes.add(order.classOf(image.row())) && classes.size() > MOST_CLASSES) {
      throw new UnusableExportException(
          String.format(
              Locale.ROOT,
              "--class-field: \"%s\" has more than %,d values, too many for classes",
              order.classField(),
              MOST_CLASSES));
    }
  }

  private void write(ImagesInOrder images, PlanWriter tables) throws IOException {
    ShardLimits limits = format.limits();
    for (FoundImage found = images.next(); found != null; found = images.next()) {
      PlannedImage image = planned(found);
      long size = format.size(image.row());
      boolean full =
          ordinal > first
              && (ordinal - first >= limits.images()
                  || size > limits.bytes() - bytes
                  || limits.byClass() && !image.row().label().equals(label));
      if (full) {
        end(limits, tables);
      }
      if (ordinal == first) {
        tables.begin(PlanTables.file(folder, cuts.size()));
        label = image.row().label();
        bytes = 0;
      }
      tables.add(image);
      bytes += size;
      ordinal++;
    }
    if (ordinal > first) {
      end(limits, tables);
    }
  }

  /** What is handed on must be what the run has seen. */
  private void requireReadable(ImageMetadata image) {
    if (format.holdsImages() && image.sha256() == null) {
      throw new UnusableExportException(
          String.format(
              Locale.ROOT,
              "%s has no SHA-256, because its embedding was made elsewhere and nobody has read the"
                  + " picture; export a list (uris, csv or jsonl), or run on the images themselves",
              image.uri()));
    }
  }

  /**
   * In a random order every image of a compressed tar would unpack it from its start, and every one
   * of a Parquet file read a whole row group.
   */
  private void requireReachable(Place place) {
    if (options.shuffle() == null || !format.holdsImages() || place == null) {
      return;
    }
    boolean reachable =
        switch (place.container()) {
          case FILE, LINK, TAR -> true;
          case COMPRESSED_TAR, PARQUET -> false;
        };
    if (!reachable) {
      throw new UnusableExportException(
          String.format(
              Locale.ROOT,
              "--shuffle reads each image by itself, and %s is a %s, of which that would read much"
                  + " more; export without --shuffle and shuffle while training, or export to"
                  + " webdataset first and make a run of its shards",
              place.file(),
              place.container() == Place.Container.PARQUET ? "Parquet file" : "compressed tar"));
    }
  }

  private void end(ShardLimits limits, PlanWriter tables) throws IOException {
    tables.end();
    cuts.add(new Plan.Cut(limits.byClass() ? label.index() : -1, first, ordinal - first));
    first = ordinal;
  }

  private PlannedImage planned(FoundImage found) {
    ImageMetadata image = found.row().image();
    Map<String, String> carried = new LinkedHashMap<>(); // keeps nulls
    for (int i = 0; i < order.carried().size(); i++) {
      carried.put(order.carried().get(i), image.carried().get(i));
    }
    return new PlannedImage(
        new ExportRow(
            ordinal,
            labels.get(order.classOf(found.row())),
            image.id(),
            image.uri(),
            image.key(),
            image.sha256(),
            pixels(image.width()),
            pixels(image.height()),
            image.source(),
            found.stored().format(),
            found.stored().bytes(),
            carried,
            Retrievals.of(found.row().retrievals())),
        found.place());
  }

  private static int pixels(Integer side) {
    return side == null ? 0 : side;
  }
}
