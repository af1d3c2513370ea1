package io.gleaner.pipeline.report.figures;

/**
 * Images in two dimensions.
 *
 * @param method as words: {@code "the first two principal components"}
 * @param explained shares of the sample's variance that the axes explain
 */
public record ImageMap(String method, double[] explained, Sample<Point> points) {
  /**
   * One image.
   *
   * @param x from 0 to 1, likewise {@code y}
   */
  public record Point(double x, double y, String id) {}
}
