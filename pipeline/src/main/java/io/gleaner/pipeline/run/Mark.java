package io.gleaner.pipeline.run;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
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

  static Optional<Mark> read(Location folder) throws IOException {
    Location file = folder.resolve(RunDirectory.SUCCESS);
    try {
      return Optional.of(JSON.readValue(file.readText(), Mark.class));
    } catch (NoSuchFileException | JsonProcessingException e) {
      return Optional.empty(); // no mark, or none of ours: the stage counts as not done
    }
  }

  void write(Location folder) throws IOException {
    folder.resolve(RunDirectory.SUCCESS).writeText(text());
  }

  private String text() throws JsonProcessingException {
    return JSON.writeValueAsString(this) + "\n";
  }
}
