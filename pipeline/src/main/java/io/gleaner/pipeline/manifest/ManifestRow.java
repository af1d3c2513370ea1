package io.gleaner.pipeline.manifest;

import io.gleaner.retrieval.curated.Mode;
import io.gleaner.retrieval.curated.Retrieval;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One picture of the manifest.
 *
 * @param image that stands for the picture
 * @param retrievals why it is there, by set, mode, query and image, of this image or of others that
 *     are byte for byte copies of it; none in a run without curated sets
 */
public record ManifestRow(ImageMetadata image, List<Retrieval> retrievals) {
  static final Comparator<Retrieval> ORDER =
      Comparator.comparing(Retrieval::set)
          .thenComparing(retrieval -> retrieval.mode().label())
          .thenComparing(
              Retrieval::queryId, Comparator.nullsFirst(Comparator.<String>naturalOrder()))
          .thenComparing(Retrieval::id);

  private static final Comparator<ManifestRow> STANDS_FOR_PICTURE =
      Comparator.comparing((ManifestRow row) -> !row.goesInAsIs())
          .thenComparing(row -> row.image().id());

  /** Returns by what images are the same picture. */
  String picture() {
    return image.picture();
  }

  private boolean goesInAsIs() {
    return retrievals.stream().anyMatch(retrieval -> retrieval.mode() == Mode.AS_IS);
  }

  /**
   * Unites the rows of equal bytes. An image that goes in as it is stands for the picture, else the
   * one of the smallest id; of several that go in as they are, likewise.
   *
   * @return ascending by id
   */
  static List<ManifestRow> onePerPicture(Collection<ManifestRow> rows) {
    Map<String, List<ManifestRow>> byPicture = new LinkedHashMap<>();
    for (ManifestRow row : rows) {
      byPicture.computeIfAbsent(row.picture(), none -> new ArrayList<>(1)).add(row);
    }
    List<ManifestRow> united = new ArrayList<>(byPicture.size());
    for (List<ManifestRow> same : byPicture.values()) {
      united.add(same.size() == 1 ? same.get(0) : unite(same));
    }
    united.sort(Comparator.comparing(row -> row.image().id()));
    return united;
  }

  private static ManifestRow unite(List<ManifestRow> same) {
    List<Retrieval> retrievals = new ArrayList<>();
    same.forEach(row -> retrievals.addAll(row.retrievals()));
    retrievals.sort(ORDER);
    ManifestRow first = same.stream().min(STANDS_FOR_PICTURE).orElseThrow();
    return new ManifestRow(first.image(), retrievals);
  }
}
