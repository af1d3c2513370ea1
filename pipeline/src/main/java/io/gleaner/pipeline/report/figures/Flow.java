package io.gleaner.pipeline.report.figures;

import java.util.List;

/**
 * The way from inputs to manifest. Streams that leave a step add up to what enters it.
 *
 * @param steps in columns from left to right
 */
public record Flow(List<Step> steps, List<Stream> streams) {
  /**
   * A place that images are counted in: inputs of a source, rejected, removed by a kind, kept, what
   * a set called for, the manifest.
   *
   * @param column 0 for inputs
   * @param kind what colour and place it has
   */
  public record Step(String name, String label, int column, Kind kind, long images) {}

  /** Whether images go on or leave here. */
  public enum Kind {
    GOES_ON,
    LEAVES,
    JOINS,
    ARRIVES
  }

  /** Images that go from one step to another, by the steps' names. */
  public record Stream(String from, String to, long images) {}
}
