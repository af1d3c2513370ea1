package io.gleaner.pipeline.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.gleaner.pipeline.origin.Build;
import io.gleaner.pipeline.origin.EncoderOrigin;
import io.gleaner.pipeline.origin.Machine;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code run.json} says of a run (docs/formats.md).
 *
 * @param gleaner the build that last did some of the work, likewise {@code machine}, {@code
 *     started}, {@code ended} and {@code parallelism}
 * @param recipe as YAML that can be run again in {@code base}
 * @param roots for each source, what stands behind the first segment of its uris
 * @param base the folder that relative paths start in
 * @param stages the marks of the stages that the last command looked at
 */
@JsonPropertyOrder({
  "name",
  "seed",
  "gleaner",
  "machine",
  "encoders",
  "recipe",
  "base",
  "started",
  "ended",
  "parallelism",
  "roots",
  "stages"
})
@JsonIgnoreProperties(ignoreUnknown = true)
record RunJson(
    String name,
    long seed,
    Build gleaner,
    Machine machine,
    List<EncoderOrigin> encoders,
    String recipe,
    String base,
    String started,
    String ended,
    int parallelism,
    Map<String, Map<String, String>> roots,
    List<Mark.Summary> stages) {

  /** Returns what a run directory has; none where it has none, or one of an earlier format. */
  static Optional<RunJson> read(RunDirectory directory) throws IOException {
    try {
      RunJson json = Mark.JSON.readValue(directory.runJson().readText(), RunJson.class);
      boolean whole =
          json != null
              && json.recipe != null
              && json.gleaner != null
              && json.machine != null
              && json.encoders != null;
      return whole ? Optional.of(json) : Optional.empty();
    } catch (NoSuchFileException | JsonProcessingException e) {
      return Optional.empty();
    }
  }

  void write(RunDirectory directory) throws IOException {
    directory.runJson().writeText(Mark.JSON.writeValueAsString(this) + "\n");
  }

  /** Returns this with who did the work, where, when: the command that tells it did none. */
  RunJson withWorkOf(RunJson earlier) {
    return new RunJson(
        name,
        seed,
        earlier.gleaner,
        earlier.machine,
        encoders,
        recipe,
        base,
        earlier.started,
        earlier.ended,
        earlier.parallelism,
        roots,
        stages);
  }
}
