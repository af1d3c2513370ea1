package io.gleaner.retrieval.curated;

/**
 * How similar what was retrieved is to what called for it. Each is within 2^-16 of the exact value,
 * the least and the greatest are exact; all are NaN where nothing has a similarity.
 *
 * @param p05 the similarity that 5 % do not exceed, and so on
 */
public record SimilarityQuantiles(
    float least, float p05, float p25, float median, float p75, float p95, float greatest) {
  static SimilarityQuantiles of(SimilarityHistogram histogram) {
    return new SimilarityQuantiles(
        histogram.quantile(0),
        histogram.quantile(0.05),
        histogram.quantile(0.25),
        histogram.quantile(0.5),
        histogram.quantile(0.75),
        histogram.quantile(0.95),
        histogram.quantile(1));
  }
}
