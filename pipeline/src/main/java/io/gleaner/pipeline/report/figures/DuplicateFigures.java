package io.gleaner.pipeline.report.figures;

import java.util.Map;

/**
 * What deduplication saw and did.
 *
 * @param similarity of the stored edges of the pool, with threshold and floor as marks
 * @param evaluationSimilarity of edges between pool and evaluation images, or null
 * @param above pairs at and just above the threshold, the weakest first
 * @param below pairs just below the threshold, the strongest first
 * @param byKind pairs of an image that left and the one that stands for it, by {@code exact},
 *     {@code perceptual}, {@code near}, {@code relative}, {@code curated}
 * @param largest components, the largest first
 */
public record DuplicateFigures(
    double threshold,
    double floor,
    Histogram similarity,
    Histogram evaluationSimilarity,
    Sample<Pair> above,
    Sample<Pair> below,
    Map<String, Sample<Pair>> byKind,
    Sample<Component> largest) {
  /**
   * Two images.
   *
   * @param similarity a cosine, or 1 - bits / 64 of perceptual hashes, or 1
   * @param kind the evidence
   * @param kept which of both stayed, or null where both stayed or both left
   * @param why the one stayed, in words: {@code "more pixels: 1024 x 768 against 512 x 384"}
   */
  public record Pair(String a, String b, double similarity, String kind, String kept, String why) {}

  /**
   * A group of images that are one.
   *
   * @param split as in {@code components/}
   * @param weakest the edge of least similarity that holds it together, or null
   */
  public record Component(
      String component,
      String kind,
      long size,
      double weakestEdge,
      String representative,
      String split,
      Sample<String> members,
      Pair weakest) {}
}
