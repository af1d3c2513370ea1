package io.gleaner.pipeline.story;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * Something that a run's tables say about one image, the subject of the {@link Sentence} that holds
 * it. Where a fact names other images, it names their ids.
 */
public sealed interface Fact {
  /**
   * Returns what follows the subject in a sentence.
   *
   * @param names what an image is called, by its id
   */
  String predicate(UnaryOperator<String> names);

  /** Returns the ids of the other images that the fact names. */
  default List<String> named() {
    return List.of();
  }

  /** The input could not be used. */
  record Rejected(String source, String stage, String reason, String detail) implements Fact {
    @Override
    public String predicate(UnaryOperator<String> names) {
      String why = detail == null || detail.isEmpty() ? "" : ": " + detail;
      return String.format(
          Locale.ROOT, "was rejected from %s by %s as %s%s", source, stage, reason, why);
    }
  }

  /** Another image of the pool with the same bytes stays in its place, at first. */
  record ExactCopy(String kept) implements Fact {
    @Override
    public String predicate(UnaryOperator<String> names) {
      return "was removed as an exact copy of " + names.apply(kept) + " (equal SHA-256)";
    }

    @Override
    public List<String> named() {
      return List.of(kept);
    }
  }

  /** By what an image and the one that stays in its place are taken for the same. */
  enum Likeness {
    /** Perceptual hashes within the recipe's distance. */
    PERCEPTUAL("a copy by perceptual hash of"),
    /** Embeddings above the recipe's threshold. */
    NEAR("a near-duplicate of");

    private final String words;

    Likeness(String words) {
      this.words = words;
    }
  }

  /**
   * Another image of the pool stays in its place.
   *
   * @param similarity highest threshold at which both are still linked: a cosine, or 1 - bits / 64
   * @param componentSize images of the component that were one, this one too
   * @param part whether a larger component was taken apart to make this one
   */
  record Duplicate(
      Likeness likeness, String kept, double similarity, long componentSize, boolean part)
      implements Fact {
    @Override
    public String predicate(UnaryOperator<String> names) {
      String linked =
          switch (likeness) {
            case NEAR -> "similarity " + rounded(similarity);
            case PERCEPTUAL ->
                String.format(
                    Locale.ROOT, "%d of 64 bits differ", Math.round(64 * (1 - similarity)));
          };
      String size =
          componentSize == 2
              ? ""
              : String.format(
                  Locale.ROOT,
                  " at the weakest link between them, in a component of %,d",
                  componentSize);
      return String.format(
          Locale.ROOT,
          "was removed as %s %s (%s%s%s)",
          likeness.words,
          names.apply(kept),
          linked,
          size,
          part ? ", part of a larger one" : "");
    }

    @Override
    public List<String> named() {
      return List.of(kept);
    }
  }

  /**
   * Its component touches an evaluation image, so all of it left.
   *
   * @param similarity the weakest link between the image and the evaluation image
   * @param componentSize images of the component, evaluation images too
   */
  record TouchesEvaluation(String evaluation, double similarity, long componentSize, boolean part)
      implements Fact {
    @Override
    public String predicate(UnaryOperator<String> names) {
      if (componentSize == 2) {
        return String.format(
            Locale.ROOT,
            "was removed because it is near the evaluation image %s (similarity %s)",
            names.apply(evaluation),
            rounded(similarity));
      }
      return String.format(
          Locale.ROOT,
          "was removed because its component of %,d%s touches the evaluation image %s (similarity"
              + " %s at the weakest link between them)",
          componentSize,
          part ? ", part of a larger one," : "",
          names.apply(evaluation),
          rounded(similarity));
    }

    @Override
    public List<String> named() {
      return List.of(evaluation);
    }
  }

  /** It left as a near-copy of a curated image. */
  record CuratedCopy(String curated, double similarity) implements Fact {
    @Override
    public String predicate(UnaryOperator<String> names) {
      return String.format(
          Locale.ROOT,
          "was removed as a near-copy of the curated image %s (similarity %s)",
          names.apply(curated),
          rounded(similarity));
    }

    @Override
    public List<String> named() {
      return List.of(curated);
    }
  }

  /** A person took it out. */
  record TakenOut() implements Fact {
    @Override
    public String predicate(UnaryOperator<String> names) {
      return "was taken out by a person's decision";
    }
  }

  /** It left with its component, one of whose pictures a person never wants. */
  record LeftWithUnwanted(String stood, long componentSize) implements Fact {
    @Override
    public String predicate(UnaryOperator<String> names) {
      return String.format(
          Locale.ROOT,
          "left with the component of %,d that %s stood for, since a person never wants one of its"
              + " pictures",
          componentSize,
          names.apply(stood));
    }

    @Override
    public List<String> named() {
      return List.of(stood);
    }
  }

  /**
   * A person decided about it.
   *
   * @param other the second image of a pair, or null
   * @param cluster or null
   * @param status {@code obeyed}, {@code not_obeyed} or {@code no_longer_applies}
   * @param reason why it was not, or null
   * @param place file and line of the decision
   */
  record Decided(
      String decision, String other, Integer cluster, String status, String reason, String place)
      implements Fact {
    @Override
    public String predicate(UnaryOperator<String> names) {
      return String.format(
          Locale.ROOT,
          "has the decision %s%s%s in %s, which %s%s",
          decision,
          other == null ? "" : " with " + names.apply(other),
          cluster == null ? "" : " " + cluster,
          place,
          switch (status) {
            case "obeyed" -> "was obeyed";
            case "not_obeyed" -> "was not obeyed";
            default -> "no longer applies";
          },
          reason == null ? "" : ": " + reason);
    }

    @Override
    public List<String> named() {
      return other == null ? List.of() : List.of(other);
    }
  }

  /** It has a row in the manifest. */
  record InManifest() implements Fact {
    @Override
    public String predicate(UnaryOperator<String> names) {
      return "is in the manifest";
    }
  }

  /** The same bytes are in the manifest, in the row of another image. */
  record SamePictureInManifest(String row) implements Fact {
    @Override
    public String predicate(UnaryOperator<String> names) {
      return String.format(
          Locale.ROOT, "is the same picture as %s, whose row is in the manifest", names.apply(row));
    }

    @Override
    public List<String> named() {
      return List.of(row);
    }
  }

  /**
   * Images of a set sampled it.
   *
   * @param query the one that is nearest
   * @param rank its rank among what that query took, from 1
   * @param others further images of the set that took it
   */
  record Sampled(String set, String query, int rank, double similarity, long others)
      implements Fact {
    @Override
    public String predicate(UnaryOperator<String> names) {
      String more =
          others == 0 ? "" : String.format(Locale.ROOT, ", and by %,d more of its images", others);
      return String.format(
          Locale.ROOT,
          "was called for by %s (sample, rank %d of query %s, similarity %s)%s",
          set,
          rank,
          names.apply(query),
          rounded(similarity),
          more);
    }

    @Override
    public List<String> named() {
      return List.of(query);
    }
  }

  /** It was drawn for a set from a cluster. */
  record Drawn(String set, int cluster, double similarity) implements Fact {
    @Override
    public String predicate(UnaryOperator<String> names) {
      return String.format(
          Locale.ROOT,
          "was called for by %s (drawn from cluster %d, similarity %s to its centroid)",
          set,
          cluster,
          rounded(similarity));
    }
  }

  /** Nothing removed it, in a run without curated sets. */
  record Kept() implements Fact {
    @Override
    public String predicate(UnaryOperator<String> names) {
      return "was not removed, and the run has no curated sets: its manifest holds all that is left"
          + " of the pool";
    }
  }

  /** It is an image of a set that goes in as it is. */
  record GoesIn(String set) implements Fact {
    @Override
    public String predicate(UnaryOperator<String> names) {
      return "belongs to the curated set " + set + ", which goes in as it is";
    }
  }

  /**
   * It is an image of a set that only retrieves.
   *
   * @param retrieved pool images that it sampled
   */
  record Seed(String set, long retrieved) implements Fact {
    @Override
    public String predicate(UnaryOperator<String> names) {
      String what =
          retrieved == 0
              ? ""
              : String.format(
                  Locale.ROOT,
                  " and retrieved %,d %s",
                  retrieved,
                  retrieved == 1 ? "image" : "images");
      return "belongs to the curated set " + set + what + "; it is not itself called for";
    }
  }

  /**
   * It is an evaluation image.
   *
   * @param removed pool images that left because of it
   */
  record Evaluation(long removed) implements Fact {
    @Override
    public String predicate(UnaryOperator<String> names) {
      return removed == 0
          ? "is an evaluation image; no image of the pool left because of it"
          : String.format(
              Locale.ROOT,
              "is an evaluation image; %,d %s of the pool left because of it",
              removed,
              removed == 1 ? "image" : "images");
    }
  }

  /** Pool images left, and it stays in their place. */
  record StandsFor(long removed) implements Fact {
    @Override
    public String predicate(UnaryOperator<String> names) {
      return String.format(
          Locale.ROOT,
          "stands for %,d %s",
          removed,
          removed == 1 ? "image that was removed" : "images that were removed");
    }
  }

  /** A set draws from its cluster, and drew others. */
  record NotDrawn(String set, int cluster, long drawn, long images) implements Fact {
    @Override
    public String predicate(UnaryOperator<String> names) {
      return String.format(
          Locale.ROOT,
          "was not drawn for %s: its cluster %d was chosen, and %,d of %,d images were drawn from"
              + " it",
          set,
          cluster,
          drawn,
          images);
    }
  }

  /**
   * A set has images in its cluster, and does not draw from it.
   *
   * @param reason as {@code clusters/sets.parquet} has it
   * @param moreThan the count that has to be exceeded, or -1 where it is not known
   */
  record ClusterNotChosen(String set, int cluster, long images, String reason, long moreThan)
      implements Fact {
    @Override
    public String predicate(UnaryOperator<String> names) {
      String holds =
          String.format(
              Locale.ROOT,
              "was not drawn for %s: its cluster %d holds %,d %s of the set",
              set,
              cluster,
              images,
              images == 1 ? "image" : "images");
      if (!"too_few_images".equals(reason)) {
        return holds + " and was not chosen (" + reason + ")";
      }
      return moreThan < 0
          ? holds + ", too few"
          : holds + String.format(Locale.ROOT, ", more than %,d are needed", moreThan);
    }
  }

  /** Its cluster holds no image of these sets. */
  record ClusterHoldsNone(List<String> sets, int cluster) implements Fact {
    @Override
    public String predicate(UnaryOperator<String> names) {
      return String.format(
          Locale.ROOT,
          "was not drawn for %s: its cluster %d holds no image of %s",
          String.join(", ", sets),
          cluster,
          sets.size() == 1 ? "the set" : "these sets");
    }
  }

  /** No image of these sets, which sample, took it. */
  record NotSampled(List<String> sets) implements Fact {
    @Override
    public String predicate(UnaryOperator<String> names) {
      return String.format(
          Locale.ROOT,
          "was not sampled for %s: no image of %s took it among its nearest",
          String.join(", ", sets),
          sets.size() == 1 ? "the set" : "these sets");
    }
  }

  /** The run has no tables that decide. */
  record Undecided(String missing) implements Fact {
    @Override
    public String predicate(UnaryOperator<String> names) {
      return "is not decided: the run has no " + missing + " yet";
    }
  }

  /** Rounds down, so that what is below a threshold or below 1 does not look like it. */
  private static String rounded(double similarity) {
    return new BigDecimal(Float.toString((float) similarity))
        .setScale(3, RoundingMode.FLOOR)
        .toPlainString();
  }
}
