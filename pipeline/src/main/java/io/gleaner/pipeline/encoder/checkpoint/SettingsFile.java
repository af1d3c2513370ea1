package io.gleaner.pipeline.encoder.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The JSON files of a checkpoint's settings. */
public final class SettingsFile {
  private static final ObjectMapper JSON = new ObjectMapper();

  private SettingsFile() {}

  /**
   * Returns the object that a file holds.
   *
   * @throws UnusableModelException where there is none
   */
  public static JsonNode read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new UnusableModelException(file, "is not there; a checkpoint folder needs it");
    }
    try {
      JsonNode node = JSON.readTree(file.toFile());
      if (node.isObject()) {
        return node;
      }
    } catch (IOException e) {
      throw new UnusableModelException(
          file, "is not JSON: " + e.getMessage().lines().findFirst().orElse(""), e);
    }
    throw new UnusableModelException(file, "is not a JSON object");
  }
}
