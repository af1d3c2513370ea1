package io.gleaner.pipeline.encoder.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import io.gleaner.pipeline.encoder.UnusableModelException;
import java.nio.file.Path;

/** Values of an object in a JSON file, refused by the file's name where they are unusable. */
record JsonFile(Path file, JsonNode object) {
  private static final int LARGEST_SIDE = 1 << 14;

  UnusableModelException refuse(String what) {
    return new UnusableModelException(file, what);
  }

  /** Returns whether the object has the key with something other than null. */
  boolean has(String key) {
    return object.hasNonNull(key);
  }

  JsonNode get(String key) {
    return object.path(key);
  }

  String text(String key, String fallback) {
    if (!has(key)) {
      return fallback;
    }
    if (!get(key).isTextual()) {
      throw refuse("%s is %s, must be a string".formatted(key, get(key)));
    }
    return get(key).textValue();
  }

  double number(String key, double fallback) {
    if (!has(key)) {
      return fallback;
    }
    if (!get(key).isNumber()) {
      throw refuse("%s is %s, must be a number".formatted(key, get(key)));
    }
    return get(key).doubleValue();
  }

  /** Returns one number for each channel; a single one stands for all three. */
  float[] three(String key, float[] fallback) {
    if (!has(key)) {
      return fallback;
    }
    JsonNode values = get(key);
    float[] three = new float[3];
    for (int channel = 0; channel < 3; channel++) {
      JsonNode value = values.isArray() && values.size() == 3 ? values.get(channel) : values;
      if (!value.isNumber()) {
        throw refuse("%s is %s, must be three numbers".formatted(key, values));
      }
      three[channel] = value.floatValue();
    }
    return three;
  }

  /** Returns a side of an image; {@code key} only names it. */
  int pixels(String key, JsonNode value) {
    if (!value.isInt() || value.intValue() < 1 || value.intValue() > LARGEST_SIDE) {
      throw refuse("%s is %s, must be 1 to %d pixels".formatted(key, value, LARGEST_SIDE));
    }
    return value.intValue();
  }
}
