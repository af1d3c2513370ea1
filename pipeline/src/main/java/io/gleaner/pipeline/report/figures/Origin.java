package io.gleaner.pipeline.report.figures;

import java.util.List;
import java.util.Map;

/**
 * What made the run.
 *
 * @param gleaner version, commit, format, by name
 * @param machine system, processor, Java and libraries, by name
 * @param encoders role, model, digest and dimension of each
 * @param recipe as YAML that can be run again
 * @param started an ISO-8601 instant, or null where no run.json tells
 */
public record Origin(
    String name,
    Map<String, String> gleaner,
    Map<String, String> machine,
    List<Map<String, String>> encoders,
    String recipe,
    String started,
    String ended,
    List<Stage> stages) {
  /**
   * A stage as its mark tells.
   *
   * @param counts by name, in the stage's order
   */
  public record Stage(String name, double seconds, Map<String, Long> counts) {}
}
