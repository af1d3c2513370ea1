package io.gleaner.pipeline.report.figures;

/** Inputs of a source that could not be used for one reason. */
public record Rejections(String source, String reason, Sample<Example> examples) {
  /**
   * One input.
   *
   * @param card its key among the cards, or null where it has no pixels to show
   */
  public record Example(String uri, String detail, String card) {}
}
