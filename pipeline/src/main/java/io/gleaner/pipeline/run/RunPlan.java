package io.gleaner.pipeline.run;

import io.gleaner.pipeline.origin.Build;
import io.gleaner.pipeline.origin.EncoderOrigin;
import io.gleaner.pipeline.origin.Machine;
import java.util.List;

/**
 * What a run would do, found out without doing or writing anything.
 *
 * @param recipe as resolved, in YAML
 * @param base the folder that its relative paths start in
 * @param output the run directory
 * @param note what stands in the way of the run, or null
 * @param sources what would be read
 * @param stages in order
 */
public record RunPlan(
    String recipe,
    String base,
    String output,
    Build gleaner,
    Machine machine,
    List<EncoderOrigin> encoders,
    String note,
    List<Source> sources,
    List<Planned> stages) {

  /**
   * A source as it is listed.
   *
   * @param inputs of the units whose number a listing tells
   * @param shards units whose inputs only a pass over them tells
   */
  public record Source(String source, List<String> entries, long units, long inputs, long shards) {}

  /** What becomes of a stage. */
  public enum State {
    COMPLETE("complete"),
    AGAIN("would be made again"),
    NOT_MADE("not made yet"),
    NOT_ASKED("would not be looked at");

    private final String text;

    State(String text) {
      this.text = text;
    }

    /** Returns the state for people. */
    public String text() {
      return text;
    }
  }

  /**
   * A stage.
   *
   * @param reasons why it is so, in words; none for a complete one
   * @param seconds that it took when it was made, or null
   * @param work of the embedding stage, null for any other
   */
  public record Planned(
      String stage, State state, List<String> reasons, Double seconds, Work work) {}

  /**
   * What would be embedded.
   *
   * @param units to do
   * @param ofUnits all there are
   * @param images to embed, as far as listings and earlier tables tell their number
   * @param uncounted units to do whose images nothing tells yet
   */
  public record Work(long units, long ofUnits, long images, long uncounted) {}
}
