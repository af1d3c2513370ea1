package io.gleaner.pipeline.story;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a run's tables say about some images and about those that stand at the end of their chains,
 * by id. Not thread-safe.
 */
final class Evidence {
  /** A row of {@code duplicates/} or {@code curated_copies/}. */
  record Removal(String kept, String kind, double similarity, long componentSize, boolean part) {}

  /**
   * The best row of {@code retrieved/} of an image, a set and a mode.
   *
   * @param rows how many there are
   */
  record Call(
      String set, String mode, String query, int rank, double similarity, int cluster, long rows) {}

  /** A row of {@code clusters/sets.parquet}. */
  record SetCluster(
      String set, long images, long poolImages, boolean chosen, long drawn, String reason) {}

  /** A set and a mode in which it retrieves. */
  record SetMode(String set, String mode) {}

  final Map<String, Map<String, Object>> rows = new HashMap<>();
  final Map<String, Map<String, Object>> rejected = new HashMap<>();
  final Map<String, String> copies = new HashMap<>();
  final Map<String, Removal> removals = new HashMap<>();
  final Map<String, List<Call>> calls = new HashMap<>();

  /** Ids of rows of the manifest, by their pictures. */
  final Map<String, String> manifest = new HashMap<>();

  final Map<String, Integer> clusters = new HashMap<>();
  final Map<Integer, List<SetCluster>> sets = new HashMap<>();

  /** Whether the run tells which clusters each set has images in. */
  boolean setsAreKnown;

  /** How many images left and name this one as kept. */
  final Map<String, Long> stands = new HashMap<>();

  /** How many rows of {@code retrieved/} name this image as their query. */
  final Map<String, Long> asked = new HashMap<>();

  /** What people decided about an image. */
  final Map<String, List<Fact>> decisions = new HashMap<>();

  final List<SetMode> modes = new ArrayList<>();

  /** Returns the sets that retrieve in a mode, in order. */
  List<String> retrieving(String mode) {
    return modes.stream().filter(each -> each.mode().equals(mode)).map(SetMode::set).toList();
  }

  String source(String id) {
    Map<String, Object> row = rows.get(id);
    return row == null || row.get("source") == null ? null : row.get("source").toString();
  }

  /** Returns the id of the manifest's row for an image's picture, or null. */
  String manifestRow(String id) {
    Map<String, Object> row = rows.get(id);
    return row == null ? null : manifest.get(picture(row));
  }

  /** Returns whether any table knows the image. */
  boolean knows(String id) {
    return rows.containsKey(id)
        || rejected.containsKey(id)
        || removals.containsKey(id)
        || copies.containsKey(id)
        || clusters.containsKey(id)
        || calls.containsKey(id);
  }

  /** Returns the image that stands in the place of this one, or null where it stays. */
  String kept(String id) {
    if (copies.containsKey(id)) {
      return copies.get(id);
    }
    Removal removal = removals.get(id);
    return removal == null ? null : removal.kept();
  }

  /** Returns by what all images with a row are pictures: their SHA-256 or, where unknown, ids. */
  Set<String> pictures() {
    Set<String> pictures = new HashSet<>();
    rows.values().forEach(row -> pictures.add(picture(row)));
    pictures.remove(null);
    return pictures;
  }

  private static String picture(Map<String, Object> row) {
    Object known = row.get("sha256") == null ? row.get("id") : row.get("sha256");
    return known == null ? null : known.toString();
  }
}
