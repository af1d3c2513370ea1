package io.gleaner.retrieval.curated;

import java.util.Comparator;
import java.util.Objects;

/**
 * One reason to take an image into the dataset. An image may have several.
 *
 * @param id the image: of the pool, or of the curated set where the mode is {@link Mode#AS_IS}
 * @param set the curated set that calls for it
 * @param mode how it calls
 * @param queryId the curated image whose neighbour it is; null unless the mode is {@link
 *     Mode#SAMPLE}
 * @param rank its place among the images of {@code queryId}, from 1; 0 unless the mode is {@link
 *     Mode#SAMPLE}
 * @param similarity cosine to the curated image or to the cluster's centroid; NaN where the mode is
 *     {@link Mode#AS_IS}
 * @param cluster the cluster that it was drawn from; -1 unless the mode is {@link Mode#CLUSTER}
 */
public record Retrieval(
    String id, String set, Mode mode, String queryId, int rank, float similarity, int cluster) {
  /** The order of a set's file: by image, then mode, then query. */
  public static final Comparator<Retrieval> ORDER =
      Comparator.comparing(Retrieval::id)
          .thenComparing(Retrieval::set)
          .thenComparing(Retrieval::mode)
          .thenComparing(Retrieval::queryId, Comparator.nullsFirst(Comparator.naturalOrder()));

  public Retrieval {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(set, "set");
    Objects.requireNonNull(mode, "mode");
  }

  /** Returns a neighbour of the curated image {@code queryId}. */
  public static Retrieval bySample(
      String set, String id, String queryId, int rank, float similarity) {
    return new Retrieval(
        id, set, Mode.SAMPLE, Objects.requireNonNull(queryId, "queryId"), rank, similarity, -1);
  }

  /** Returns an image drawn from a cluster. */
  public static Retrieval byCluster(String set, String id, int cluster, float similarity) {
    return new Retrieval(id, set, Mode.CLUSTER, null, 0, similarity, cluster);
  }

  /** Returns a curated image itself. */
  public static Retrieval asIs(String set, String id) {
    return new Retrieval(id, set, Mode.AS_IS, null, 0, Float.NaN, -1);
  }
}
