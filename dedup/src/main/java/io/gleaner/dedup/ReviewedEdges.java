package io.gleaner.dedup;

import io.gleaner.dedup.near.EdgeBlock;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Stored edges as they would be without some images of the pool, and without the edges that join
 * some pairs: the same for a decision in memory and for workers, which pass each block through.
 *
 * <p>Images of equal bytes or of equal perceptual hashes are stored as stars around the smallest
 * id. Where that image goes, or a pair of such a star is kept apart, another image that equals it
 * takes its edges over, so that the components are those of all pairs.
 *
 * <p>Memory: some 100 bytes an image that is named, or that equals one that is.
 */
public final class ReviewedEdges implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Two images in the order of their ids. */
  private record Pair(String a, String b) implements Serializable {
    static Pair of(String one, String other) {
      return one.compareTo(other) < 0 ? new Pair(one, other) : new Pair(other, one);
    }
  }

  private final HashSet<String> removed;
  private final HashSet<Pair> apart = new HashSet<>();

  /** Of named images: the smallest of equal bytes that stays, or null. */
  private final HashMap<String, String> copies = new HashMap<>();

  /** By the centre of a star of equal hashes: one image that takes its place, or all that stay. */
  private final HashMap<String, ArrayList<String>> standIns = new HashMap<>();

  private ReviewedEdges(Set<String> removed) {
    this.removed = new HashSet<>(removed);
  }

  /**
   * @param removed images of the pool that are to count as not there
   * @param apart pairs of images that no edge but one of equal bytes is to join
   * @param exact the stored edges of equal bytes; iterated three times, not held
   * @param perceptual the stored edges of perceptual hashes; iterated twice, not held
   */
  public static ReviewedEdges of(
      Set<String> removed,
      Map<String, Set<String>> apart,
      Iterable<EdgeBlock> exact,
      Iterable<EdgeBlock> perceptual) {
    var edges = new ReviewedEdges(removed);
    Set<String> named = new HashSet<>(removed);
    apart.forEach(
        (id, others) -> {
          named.add(id);
          named.addAll(others);
        });
    Map<String, String> firstOfGroup = edges.findCopies(named, exact);
    Set<String> ofPairs = new HashSet<>();
    apart.forEach(
        (id, others) ->
            others.forEach(
                other -> {
                  String one = edges.copies.getOrDefault(id, id);
                  String two = edges.copies.getOrDefault(other, other);
                  if (one != null && two != null && !one.equals(two)) {
                    edges.apart.add(Pair.of(one, two));
                    ofPairs.add(one);
                    ofPairs.add(two);
                  }
                }));
    edges.findStandIns(ofPairs, firstOfGroup, exact, perceptual);
    return edges;
  }

  /** Returns by the centre of each star of equal bytes that is named: the image that is kept. */
  private Map<String, String> findCopies(Set<String> named, Iterable<EdgeBlock> exact) {
    Map<String, String> first = new HashMap<>();
    stars(named, exact)
        .forEach(
            (centre, members) -> {
              String kept =
                  members.stream().filter(id -> !removed.contains(id)).findFirst().orElse(null);
              first.put(centre, kept);
              members.stream().filter(named::contains).forEach(id -> copies.put(id, kept));
            });
    return first;
  }

  private void findStandIns(
      Set<String> ofPairs,
      Map<String, String> firstOfGroup,
      Iterable<EdgeBlock> exact,
      Iterable<EdgeBlock> perceptual) {
    Set<String> named = new HashSet<>(removed);
    named.addAll(ofPairs);
    Map<String, TreeSet<String>> stars = stars(named, perceptual);
    if (stars.isEmpty()) {
      return;
    }
    Set<String> members = new HashSet<>();
    stars.values().forEach(members::addAll);
    Set<String> copied = new HashSet<>(); // these leave for their equal bytes, and join nothing
    for (EdgeBlock block : exact) {
      for (int i = 0; i < block.size(); i++) {
        String kept = firstOfGroup.getOrDefault(block.a(i), block.a(i));
        for (String id : List.of(block.a(i), block.b(i))) {
          if (members.contains(id) && !id.equals(kept)) {
            copied.add(id);
          }
        }
      }
    }
    stars.forEach(
        (centre, star) -> {
          if (named.contains(centre)) {
            String copy = copies.get(centre);
            if (copy != null) {
              star.add(copy);
            }
            star.removeIf(id -> removed.contains(id) || copied.contains(id));
            ArrayList<String> instead = new ArrayList<>();
            star.stream().filter(id -> !ofPairs.contains(id)).findFirst().ifPresent(instead::add);
            if (instead.isEmpty()) {
              instead.addAll(star);
            }
            standIns.put(centre, instead);
          }
        });
  }

  /** Returns the stars of similarity 1 that hold a named image, by their centres. */
  private static Map<String, TreeSet<String>> stars(Set<String> named, Iterable<EdgeBlock> edges) {
    Map<String, TreeSet<String>> stars = new HashMap<>();
    for (EdgeBlock block : edges) {
      for (int i = 0; i < block.size(); i++) {
        if (block.similarity(i) == 1
            && (named.contains(block.a(i)) || named.contains(block.b(i)))) {
          stars.computeIfAbsent(block.a(i), none -> new TreeSet<>());
        }
      }
    }
    if (!stars.isEmpty()) {
      for (EdgeBlock block : edges) {
        for (int i = 0; i < block.size(); i++) {
          TreeSet<String> star = block.similarity(i) == 1 ? stars.get(block.a(i)) : null;
          if (star != null) {
            star.add(block.a(i));
            star.add(block.b(i));
          }
        }
      }
    }
    return stars;
  }

  /** Returns the edges that a stored block of one kind has become. */
  public EdgeBlock apply(Kind kind, EdgeBlock block) {
    var edges = new EdgeBlock.Builder();
    for (int i = 0; i < block.size(); i++) {
      String a = block.a(i);
      String b = block.b(i);
      float similarity = block.similarity(i);
      switch (kind) {
        case EXACT -> {
          if (!removed.contains(b)) {
            add(edges, present(a), b, similarity);
          }
        }
        case NEAR, RELATIVE, REVIEW -> add(edges, present(a), present(b), similarity);
        case PERCEPTUAL -> {
          if (similarity == 1) {
            addEqual(edges, a, b);
          } else {
            for (String one : instead(a)) {
              for (String other : instead(b)) {
                add(edges, one, other, similarity);
              }
            }
          }
        }
      }
    }
    return edges.build();
  }

  private void addEqual(EdgeBlock.Builder edges, String centre, String leaf) {
    List<String> instead = instead(centre);
    if (instead.size() == 1) {
      String only = instead.get(0);
      String other = only.equals(leaf) ? centre : leaf;
      if (!removed.contains(other)) {
        add(edges, only, other, 1);
      }
    } else if (instead.contains(leaf)) {
      for (String other : instead) {
        if (other.compareTo(leaf) < 0) {
          add(edges, other, leaf, 1);
        }
      }
    }
  }

  private List<String> instead(String id) {
    List<String> instead = standIns.get(id);
    if (instead != null) {
      return instead;
    }
    String present = present(id);
    return present == null ? List.of() : List.of(present);
  }

  /** Returns the image, one of equal bytes that stays in its place, or null. */
  private String present(String id) {
    return removed.contains(id) ? copies.get(id) : id;
  }

  private void add(EdgeBlock.Builder edges, String one, String other, float similarity) {
    if (one != null
        && other != null
        && !one.equals(other)
        && !apart.contains(Pair.of(one, other))) {
      edges.add(one, other, similarity);
    }
  }
}
