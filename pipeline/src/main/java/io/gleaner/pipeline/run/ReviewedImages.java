package io.gleaner.pipeline.run;

import io.gleaner.pipeline.review.Decision;
import io.gleaner.pipeline.review.Decisions;
import io.gleaner.pipeline.review.Verdict;
import io.gleaner.pipeline.storage.StoredFile;
import io.gleaner.pipeline.table.Row;
import io.gleaner.pipeline.table.TableReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which images of a run its decisions speak of. An image whose id is gone is known by its SHA-256,
 * so that decisions hold where images were moved. Memory: some 400 bytes a decision and an image
 * that it names.
 */
final class ReviewedImages {
  /**
   * An image of the run.
   *
   * @param source such as {@code pool} or {@code curated/NAME}
   * @param table its name below the source's folder
   */
  record Image(String id, String sha256, String source, String table) {
    boolean isOfPool() {
      return source.equals(RunDirectory.POOL);
    }

    boolean isOfEvaluation() {
      return source.equals(RunDirectory.EVALUATION);
    }
  }

  /**
   * A decision with what it names.
   *
   * @param images one, or of {@code NEVER} all of the same bytes; none where they are gone
   * @param other the second image, or null
   */
  record Applied(Decision decision, List<Image> images, Image other) {}

  private static final Comparator<Image> POOL_FIRST =
      Comparator.comparing((Image image) -> !image.isOfPool())
          .thenComparing(Image::isOfEvaluation)
          .thenComparing(Image::id);

  private final List<Applied> applied = new ArrayList<>();
  private final Map<String, Image> byId = new HashMap<>();
  private final Map<String, List<Image>> byBytes = new HashMap<>();

  private ReviewedImages() {}

  /** Looks the images up, in the columns {@code id} and {@code sha256} of all tables of images. */
  static ReviewedImages of(Decisions decisions, RunDirectory directory) throws IOException {
    ReviewedImages images = new ReviewedImages();
    if (decisions.isEmpty()) {
      return images;
    }
    Set<String> ids = new HashSet<>();
    Set<String> bytes = new HashSet<>();
    for (Decision decision : decisions.list()) {
      ids.add(decision.id());
      ids.add(decision.other());
      bytes.add(decision.sha256());
    }
    bytes.remove(null); // of embeddings that someone else made nobody knows the bytes
    images.read(directory, ids, bytes);
    Set<String> more = new HashSet<>();
    for (Decision decision : decisions.of(Verdict.NEVER).list()) {
      Image image = images.byId.get(decision.id());
      if (image != null && image.sha256 != null && !images.byBytes.containsKey(image.sha256)) {
        more.add(image.sha256);
      }
    }
    if (!more.isEmpty()) {
      images.read(directory, Set.of(), more);
    }
    decisions.list().forEach(decision -> images.applied.add(images.apply(decision)));
    return images;
  }

  private void read(RunDirectory directory, Set<String> ids, Set<String> bytes) throws IOException {
    for (StoredFile file : RunDirectory.tableFiles(directory.images())) {
      int slash = file.relative().lastIndexOf('/');
      String source = file.relative().substring(0, slash);
      String table = file.relative().substring(slash + 1);
      try (TableReader reader = TableReader.open(file.location(), "id", "sha256")) {
        for (Row row = reader.next(); row != null; row = reader.next()) {
          boolean named = ids.contains(row.text(0));
          boolean same = bytes.contains(row.text(1));
          if (named || same) {
            Image image = new Image(row.text(0), row.text(1), source, table);
            if (named) {
              byId.put(image.id, image);
            }
            if (same) {
              byBytes.computeIfAbsent(image.sha256, none -> new ArrayList<>(1)).add(image);
            }
          }
        }
      }
    }
  }

  private Applied apply(Decision decision) {
    Image image = byId.get(decision.id());
    if (decision.verdict() == Verdict.NEVER) {
      String sha256 = image == null ? decision.sha256() : image.sha256;
      List<Image> alone = image == null ? List.of() : List.of(image);
      return new Applied(decision, byBytes.getOrDefault(sha256, alone), null);
    }
    if (image == null) {
      image =
          byBytes.getOrDefault(decision.sha256(), List.of()).stream().min(POOL_FIRST).orElse(null);
    }
    return new Applied(
        decision, image == null ? List.of() : List.of(image), byId.get(decision.other()));
  }

  /** Returns all decisions, in their order. */
  List<Applied> applied() {
    return applied;
  }

  /** Returns the pool's images whose component leaves. */
  Set<String> never() {
    Set<String> never = new HashSet<>();
    of(Verdict.NEVER).filter(Image::isOfPool).forEach(image -> never.add(image.id));
    return never;
  }

  /** Returns the pool's images that leave before anything is decided. */
  Set<String> removed() {
    Set<String> removed = new HashSet<>();
    of(Verdict.REMOVE).filter(Image::isOfPool).forEach(image -> removed.add(image.id));
    removed.removeAll(never());
    return removed;
  }

  /** Returns the pairs of the pool that are to be kept apart. */
  Map<String, Set<String>> apart() {
    Map<String, Set<String>> apart = new HashMap<>();
    for (Applied each : applied) {
      if (each.decision.verdict() == Verdict.KEEP_BOTH
          && !each.images.isEmpty()
          && each.other != null) {
        apart.computeIfAbsent(each.images.get(0).id, none -> new HashSet<>()).add(each.other.id);
      }
    }
    return apart;
  }

  /** Returns the pool's images that leave, by the name of their table. */
  Map<String, Set<String>> leavingByTable() {
    Map<String, Set<String>> leaving = new TreeMap<>();
    leaving(RunDirectory.POOL, leaving);
    return leaving;
  }

  /** Returns the images of a curated set that are none of its seeds. */
  Set<String> leaving(String set) {
    Map<String, Set<String>> leaving = new TreeMap<>();
    leaving(RunDirectory.CURATED + set, leaving);
    Set<String> ids = new HashSet<>();
    leaving.values().forEach(ids::addAll);
    return ids;
  }

  private void leaving(String source, Map<String, Set<String>> byTable) {
    Stream.concat(of(Verdict.REMOVE), of(Verdict.NEVER))
        .filter(image -> image.source.equals(source))
        .forEach(
            image -> byTable.computeIfAbsent(image.table, none -> new TreeSet<>()).add(image.id));
  }

  /** Returns the clusters that images of the pool are not drawn from. */
  Map<String, Set<Integer>> wrongClusters() {
    Map<String, Set<Integer>> wrong = new HashMap<>();
    for (Applied each : applied) {
      if (each.decision.verdict() == Verdict.WRONG_CLUSTER) {
        for (Image image : each.images) {
          wrong.computeIfAbsent(image.id, none -> new HashSet<>()).add(each.decision.cluster());
        }
      }
    }
    return wrong;
  }

  private Stream<Image> of(Verdict verdict) {
    return applied.stream()
        .filter(each -> each.decision.verdict() == verdict)
        .flatMap(each -> each.images.stream());
  }
}
