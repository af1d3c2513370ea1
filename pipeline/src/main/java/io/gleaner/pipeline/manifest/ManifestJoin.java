package io.gleaner.pipeline.manifest;

import io.gleaner.retrieval.curated.Retrieval;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Unites retrievals with images, by id. Blocks come in any order. Memory: what was added, about 200
 * bytes a retrieval and 500 an image. Not thread-safe.
 */
final class ManifestJoin {
  private static final int NAMED = 10;

  private final SortedMap<String, List<Retrieval>> retrievals = new TreeMap<>();
  private final Map<String, ImageMetadata> images = new HashMap<>();
  private final boolean all;

  /**
   * @param all whether images that nothing retrieved have rows too
   */
  ManifestJoin(boolean all) {
    this.all = all;
  }

  /**
   * @throws IllegalArgumentException where an image was there before
   */
  void add(ManifestBlock block) {
    for (Retrieval retrieval : block.retrievals()) {
      retrievals.computeIfAbsent(retrieval.id(), id -> new ArrayList<>(1)).add(retrieval);
    }
    for (ImageMetadata image : block.images()) {
      ImageMetadata other = images.put(image.id(), image);
      if (all) {
        retrievals.computeIfAbsent(image.id(), id -> new ArrayList<>(0));
      }
      if (other != null) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "two images have the id %s: %s of %s and %s of %s",
                image.id(),
                other.uri(),
                other.source(),
                image.uri(),
                image.source()));
      }
    }
  }

  /**
   * Returns a row for each image that was retrieved, ascending by id; images that were not are left
   * out, unless all were asked for.
   *
   * @throws IllegalStateException where images were retrieved that are not there; it names ten
   */
  List<ManifestRow> rows() {
    List<String> missing =
        retrievals.keySet().stream().filter(id -> !images.containsKey(id)).toList();
    if (!missing.isEmpty()) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%d images were retrieved that no table of images holds: %s%s",
              missing.size(),
              String.join(", ", missing.subList(0, Math.min(NAMED, missing.size()))),
              missing.size() > NAMED ? " ..." : ""));
    }
    List<ManifestRow> rows = new ArrayList<>(retrievals.size());
    retrievals.forEach(
        (id, reasons) -> {
          reasons.sort(ManifestRow.ORDER);
          rows.add(new ManifestRow(images.get(id), reasons));
        });
    return rows;
  }
}
