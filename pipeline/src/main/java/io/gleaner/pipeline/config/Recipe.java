package io.gleaner.pipeline.config;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/** A recipe as it was resolved: every value that a run depends on (docs/configuration.md). */
public record Recipe(
    String name,
    long seed,
    String output,
    Pool pool,
    Limits limits,
    String decoder,
    String decode,
    EncoderBlock encoder,
    DedupBlock dedup,
    ClusterBlock cluster,
    SearchBlock retrieval,
    List<CuratedSet> curated,
    List<String> decisions) {

  /**
   * The uncurated images.
   *
   * @param imageColumn of Parquet files, or null for the likeliest
   */
  public record Pool(
      List<String> images, String imageColumn, List<String> carry, GivenBlock given) {
    Pool(List<String> images, String imageColumn, List<String> carry) {
      this(images, imageColumn, carry, GivenBlock.NONE);
    }
  }

  /**
   * Embeddings that someone else made, in place of images.
   *
   * @param embeddings where they are; none where there are images
   * @param column of vectors, or null for {@code embedding}
   * @param id the column of ids, or null for {@code id} where there is one
   * @param image the column of the images' paths or URLs, or null
   */
  public record GivenBlock(List<String> embeddings, String column, String id, String image) {
    static final GivenBlock NONE = new GivenBlock(List.of(), null, null, null);

    private GivenBlock withPaths(UnaryOperator<String> resolve) {
      return new GivenBlock(all(embeddings, resolve), column, id, image);
    }
  }

  /**
   * What an image must keep to.
   *
   * @param rejectedShare of a source's inputs, beyond which the run fails
   */
  public record Limits(
      long pixels, long bytes, int smallestSide, double aspectRatio, double rejectedShare) {}

  /**
   * The semantic encoder, and how both encoders run; null in a recipe that embeds nothing.
   *
   * @param pooling of the semantic encoder, likewise {@code normalize} and {@code resolution}
   * @param resolution pixels of a side, or none for the model's own
   * @param preprocessing what goes over the model's own, a JSON object, or none
   */
  public record EncoderBlock(
      String model,
      int batch,
      String device,
      String linear,
      String precision,
      String pooling,
      boolean normalize,
      OptionalInt resolution,
      Optional<String> preprocessing) {
    private EncoderBlock withModel(String other) {
      return new EncoderBlock(
          other, batch, device, linear, precision, pooling, normalize, resolution, preprocessing);
    }
  }

  /**
   * How neighbours are found.
   *
   * @param cells their number, or none for one for each {@code rowsPerCell} images
   */
  public record SearchBlock(
      String index,
      OptionalInt cells,
      int rowsPerCell,
      int nprobe,
      int links,
      int constructionBeam,
      int searchBeam) {}

  /**
   * Deduplication.
   *
   * @param encoder {@code same} or the copy-detection model
   * @param preprocessing what goes over the copy-detection model's own, a JSON object, or none
   * @param against the evaluation sets, or null
   * @param curated what becomes of near-copies of curated images
   */
  public record DedupBlock(
      String encoder,
      Optional<String> preprocessing,
      int perceptualDistance,
      int neighbours,
      double threshold,
      OptionalDouble floor,
      SearchBlock search,
      List<String> keep,
      OptionalLong largestComponent,
      String onLargeComponent,
      Against against,
      CuratedCopies curated) {
    private DedupBlock withPaths(UnaryOperator<String> resolve) {
      return new DedupBlock(
          resolve.apply(encoder),
          preprocessing,
          perceptualDistance,
          neighbours,
          threshold,
          floor,
          search,
          keep,
          largestComponent,
          onLargeComponent,
          against == null
              ? null
              : new Against(
                  all(against.images, resolve),
                  against.imageColumn,
                  against.threshold,
                  against.given.withPaths(resolve)),
          curated);
    }
  }

  /**
   * Near-copies of curated images in the pool.
   *
   * @param nearCopies {@code keep} or {@code remove}
   */
  public record CuratedCopies(String nearCopies, double threshold) {
    public boolean remove() {
      return nearCopies.equals("remove");
    }
  }

  /**
   * Evaluation sets.
   *
   * @param imageColumn of Parquet files, or null for the likeliest
   */
  public record Against(
      List<String> images, String imageColumn, double threshold, GivenBlock given) {
    Against(List<String> images, String imageColumn, double threshold) {
      this(images, imageColumn, threshold, GivenBlock.NONE);
    }
  }

  /** k-means; null in a recipe that clusters nothing. */
  public record ClusterBlock(
      int clusters,
      int iterations,
      String start,
      double tolerance,
      int pointsPerCentroid,
      int exactUpTo,
      int probedGroups) {}

  /**
   * A seed set.
   *
   * @param task groups the set in the composition table, or null
   * @param imageColumn of Parquet files, or null for the likeliest
   * @param retrieve modes: {@code sample}, {@code cluster}, {@code as_is}
   */
  public record CuratedSet(
      String name,
      String task,
      List<String> images,
      String imageColumn,
      List<String> carry,
      List<String> retrieve,
      int perQuery,
      String collisions,
      long moreThan,
      int perCluster,
      int cap,
      double minSimilarity,
      GivenBlock given) {
    CuratedSet(
        String name,
        String task,
        List<String> images,
        String imageColumn,
        List<String> carry,
        List<String> retrieve,
        int perQuery,
        String collisions,
        long moreThan,
        int perCluster,
        int cap,
        double minSimilarity) {
      this(
          name,
          task,
          images,
          imageColumn,
          carry,
          retrieve,
          perQuery,
          collisions,
          moreThan,
          perCluster,
          cap,
          minSimilarity,
          GivenBlock.NONE);
    }

    private CuratedSet withPaths(UnaryOperator<String> resolve) {
      return new CuratedSet(
          name,
          task,
          all(images, resolve),
          imageColumn,
          carry,
          retrieve,
          perQuery,
          collisions,
          moreThan,
          perCluster,
          cap,
          minSimilarity,
          given.withPaths(resolve));
    }
  }

  /** Returns this recipe with another directory. */
  public Recipe withOutput(String directory) {
    return new Recipe(
        name, seed, directory, pool, limits, decoder, decode, encoder, dedup, cluster, retrieval,
        curated, decisions);
  }

  /** Returns this recipe with each of its paths and globs replaced. */
  Recipe withPaths(UnaryOperator<String> resolve) {
    return new Recipe(
        name,
        seed,
        resolve.apply(output),
        new Pool(
            all(pool.images, resolve), pool.imageColumn, pool.carry, pool.given.withPaths(resolve)),
        limits,
        decoder,
        decode,
        encoder == null ? null : encoder.withModel(resolve.apply(encoder.model)),
        dedup.withPaths(resolve),
        cluster,
        retrieval,
        curated.stream().map(set -> set.withPaths(resolve)).toList(),
        all(decisions, resolve));
  }

  private static List<String> all(List<String> paths, UnaryOperator<String> resolve) {
    return paths.stream().map(resolve).toList();
  }
}
