package io.gleaner.pipeline.run;

import io.gleaner.pipeline.review.Decision;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Format;
import io.gleaner.pipeline.table.RetrievalTables;
import io.gleaner.pipeline.table.Row;
import io.gleaner.pipeline.table.TableReader;
import io.gleaner.pipeline.table.TableWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What became of each decision, told by the tables that the stages wrote. */
final class ReviewOutcomes {
  /** The table's name among the statistics. */
  static final String NAME = "decisions";

  /** Whether a decision was obeyed. */
  enum Status {
    OBEYED,
    NOT_OBEYED,
    NO_LONGER_APPLIES;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A row of the table. */
  record Outcome(Decision decision, Status status, String reason) {}

  /** Where an image that left went. */
  private record Left(String keptId, String kind) {}

  private final Map<String, Left> left = new HashMap<>();
  private final Map<String, Integer> clusters = new HashMap<>();
  private final boolean clustered;
  private final boolean retrieves;

  private ReviewOutcomes(boolean clustered, boolean retrieves) {
    this.clustered = clustered;
    this.retrieves = retrieves;
  }

  /** Returns an outcome for each decision, in their order. */
  static List<Outcome> of(ReviewedImages images, RunDirectory directory) throws IOException {
    Set<String> ids = new HashSet<>();
    for (ReviewedImages.Applied each : images.applied()) {
      each.images().forEach(image -> ids.add(image.id()));
      if (each.other() != null) {
        ids.add(each.other().id());
      }
    }
    List<Location> assignments =
        RunDirectory.tables(directory.clusters().resolve(RunDirectory.ASSIGNMENTS));
    ReviewOutcomes outcomes =
        new ReviewOutcomes(
            !assignments.isEmpty(), directory.statistics(RetrievalTables.STATISTICS).exists());
    for (Location file : RunDirectory.tables(directory.duplicates())) {
      try (TableReader reader = TableReader.open(file, "id", "kept_id", "kind")) {
        for (Row row = reader.next(); row != null; row = reader.next()) {
          if (ids.contains(row.text(0))) {
            outcomes.left.put(row.text(0), new Left(row.text(1), row.text(2)));
          }
        }
      }
    }
    if (!images.wrongClusters().isEmpty()) {
      ClusterTables.read(
          assignments,
          (id, cluster, similarity) -> {
            if (ids.contains(id)) {
              outcomes.clusters.put(id, cluster);
            }
          });
    }
    List<Outcome> rows = new ArrayList<>();
    images.applied().forEach(each -> rows.add(outcomes.outcome(each)));
    return rows;
  }

  private Outcome outcome(ReviewedImages.Applied applied) {
    Decision decision = applied.decision();
    if (applied.images().isEmpty()) {
      return gone(decision, "the image is not in the run");
    }
    ReviewedImages.Image image = applied.images().get(0);
    return switch (decision.verdict()) {
      case KEEP_BOTH -> {
        if (applied.other() == null) {
          yield gone(decision, "the other image is not in the run");
        }
        yield kept(decision, image, applied.other());
      }
      case REMOVE, NEVER ->
          applied.images().stream().allMatch(ReviewedImages.Image::isOfEvaluation)
              ? new Outcome(decision, Status.NOT_OBEYED, "an evaluation image")
              : new Outcome(decision, Status.OBEYED, null);
      case WRONG_CLUSTER -> drawn(decision, image);
    };
  }

  private Outcome kept(Decision decision, ReviewedImages.Image image, ReviewedImages.Image other) {
    if (!image.isOfPool() || !other.isOfPool()) {
      return new Outcome(decision, Status.NOT_OBEYED, "not both of the pool");
    }
    if (image.sha256() != null && image.sha256().equals(other.sha256())) {
      return new Outcome(decision, Status.NOT_OBEYED, "equal bytes");
    }
    Left one = left.getOrDefault(image.id(), new Left(image.id(), null));
    Left two = left.getOrDefault(other.id(), new Left(other.id(), null));
    if (!one.keptId.equals(two.keptId)) {
      return new Outcome(decision, Status.OBEYED, null);
    }
    String kind = one.kind == null ? two.kind : one.kind;
    return new Outcome(
        decision,
        Status.NOT_OBEYED,
        switch (kind) {
          case "relative" -> "both left with an evaluation image";
          case "review" -> "both left with an image marked never";
          default -> "joined through other images";
        });
  }

  private Outcome drawn(Decision decision, ReviewedImages.Image image) {
    if (!clustered) {
      return gone(decision, "the run has no clusters");
    }
    if (!retrieves) {
      return gone(decision, "the run has no curated sets that draw from clusters");
    }
    Integer cluster = clusters.get(image.id());
    if (cluster == null) {
      return gone(decision, "the image is in no cluster");
    }
    return cluster.equals(decision.cluster())
        ? new Outcome(decision, Status.OBEYED, null)
        : gone(decision, "the image is in cluster " + cluster);
  }

  private static Outcome gone(Decision decision, String reason) {
    return new Outcome(decision, Status.NO_LONGER_APPLIES, reason);
  }

  /** Writes a row for each decision. */
  static void write(Location file, List<Outcome> outcomes) throws IOException {
    TableWriter.write(
        file,
        Format.<Outcome>empty()
            .withText("decision", row -> row.decision.verdict().label())
            .withText("id", row -> row.decision.id())
            .withText("other", row -> row.decision.other())
            .withNullableInteger("cluster", row -> row.decision.cluster())
            .withText("status", row -> row.status.label())
            .withText("reason", Outcome::reason)
            .withText("file", row -> row.decision.file())
            .withLong("line", row -> row.decision.line()),
        outcomes);
  }

  /** Returns how many there are of each status. */
  static Map<String, Long> counts(List<Outcome> outcomes) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (Status status : Status.values()) {
      counts.put(
          "decisions_" + status.label(),
          outcomes.stream().filter(row -> row.status == status).count());
    }
    return counts;
  }
}
