package io.gleaner.pipeline.run;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code _SUCCESS} says of a complete stage.
 *
 * @param stage its name
 * @param fingerprint of the configuration and inputs that gave the outputs beside the mark
 * @param seconds that the stage took
 * @param counts what it counted
 */
@JsonPropertyOrder({"stage", "fingerprint", "seconds", "counts"})
record Mark(String stage, String fingerprint, double seconds, Map<String, Long> counts) {
  static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(new Jdk8Module())
          .enable(SerializationFeature.INDENT_OUTPUT);

  static Optional<Mark> read(Path folder) {
    Path file = folder.resolve(RunDirectory.SUCCESS);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(file.toFile(), Mark.class));
    } catch (IOException e) {
      return Optional.empty(); // not a mark of ours: the stage counts as not done
    }
  }

  void write(Path folder) throws IOException {
    RunDirectory.write(folder.resolve(RunDirectory.SUCCESS), text());
  }

  private String text() throws JsonProcessingException {
    return JSON.writeValueAsString(this) + "\n";
  }
}
