package io.gleaner.dedup.near;

import java.util.Comparator;
import java.util.Locale;

/**
 * Two images that are alike, an undirected edge.
 *
 * @param a the smaller id, by {@link String#compareTo}
 * @param b the larger id
 * @param similarity of any kind, finite: a cosine, or 1 - distance / 64 of perceptual hashes
 */
public record Edge(String a, String b, float similarity) {
  /** By {@code a}, then {@code b}, then similarity down. */
  public static final Comparator<Edge> ORDER =
      Comparator.comparing(Edge::a)
          .thenComparing(Edge::b)
          .thenComparing(Comparator.comparingDouble(Edge::similarity).reversed());

  public Edge {
    check(a, b, similarity);
    if (a.compareTo(b) > 0) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "edge %s - %s: the smaller id must come first", a, b));
    }
  }

  /** Returns the edge of two different images that are given in any order. */
  public static Edge of(String one, String other, float similarity) {
    return one.compareTo(other) <= 0
        ? new Edge(one, other, similarity)
        : new Edge(other, one, similarity);
  }

  /** Throws IllegalArgumentException for an edge from an image to itself, or without a number. */
  static void check(String a, String b, float similarity) {
    if (a.equals(b)) {
      throw new RepeatedIdException(a);
    }
    if (!Float.isFinite(similarity)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "edge %s - %s: similarity is %s, must be finite", a, b, similarity));
    }
  }
}
