package io.gleaner.pipeline.encoder.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A checkpoint's {@code config.json}, or a part of it, read with a family's defaults. What is not
 * of the right kind is refused by name.
 */
public final class Settings {
  private static final int LARGEST = 1 << 20;
  private static final int LARGEST_SIDE = 1 << 14;

  private final Path file;
  private final String path;
  private final JsonNode node;

  private Settings(Path file, String path, JsonNode node) {
    this.file = file;
    this.path = path;
    this.node = node;
  }

  /**
   * @param file that {@code node} was read from, for messages
   */
  public static Settings of(Path file, JsonNode node) {
    return new Settings(file, "", node);
  }

  /** Returns a part of this; without keys where it is missing. */
  public Settings part(String key) {
    return new Settings(file, path + key + ".", node.path(key));
  }

  /** Whether a key is there and not null. */
  public boolean has(String key) {
    return node.hasNonNull(key);
  }

  /** Returns a whole number of at least 1. */
  public int positive(String key, int fallback) {
    return count(key, fallback, 1);
  }

  /** Returns a whole number of at least 0. */
  public int count(String key, int fallback) {
    return count(key, fallback, 0);
  }

  private int count(String key, int fallback, int least) {
    return has(key) ? whole(key, node.get(key), least) : fallback;
  }

  private int whole(String key, JsonNode value, int least) {
    if (!value.isIntegralNumber() || value.longValue() < least || value.longValue() > LARGEST) {
      throw refused(
          String.format(
              Locale.ROOT,
              "%s is %s, must be a whole number from %d to %d",
              path + key,
              value,
              least,
              LARGEST));
    }
    return value.intValue();
  }

  /** Returns whole numbers of at least {@code least}. */
  public int[] numbers(String key, int[] fallback, int least) {
    if (!has(key)) {
      return fallback;
    }
    JsonNode list = node.get(key);
    if (!list.isArray() || list.isEmpty() || list.size() > LARGEST) {
      throw refused(
          String.format(Locale.ROOT, "%s is %s, must be a list of numbers", path + key, list));
    }
    int[] numbers = new int[list.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = whole(key, list.get(i), least);
    }
    return numbers;
  }

  /** Returns height and width, given as one number or as both. */
  public int[] sides(String key, int fallback) {
    if (has(key) && node.get(key).isArray()) {
      int[] sides = numbers(key, null, 1);
      if (sides.length != 2) {
        throw refused(
            String.format(
                Locale.ROOT,
                "%s is %s, must be a number or [height, width]",
                path + key,
                node.get(key)));
      }
      return sides;
    }
    int side = positive(key, fallback);
    return new int[] {side, side};
  }

  /** Returns a finite number. */
  public double real(String key, double fallback) {
    if (!has(key)) {
      return fallback;
    }
    if (!node.get(key).isNumber()) {
      throw refused(
          String.format(Locale.ROOT, "%s is %s, must be a number", path + key, node.get(key)));
    }
    return node.get(key).doubleValue();
  }

  public boolean flag(String key, boolean fallback) {
    if (!has(key)) {
      return fallback;
    }
    if (!node.get(key).isBoolean()) {
      throw refused(
          String.format(Locale.ROOT, "%s is %s, must be true or false", path + key, node.get(key)));
    }
    return node.get(key).booleanValue();
  }

  public String text(String key, String fallback) {
    if (!has(key)) {
      return fallback;
    }
    if (!node.get(key).isTextual()) {
      throw refused(
          String.format(Locale.ROOT, "%s is %s, must be a text", path + key, node.get(key)));
    }
    return node.get(key).textValue();
  }

  /** Returns a value as it stands; a missing node where there is none. */
  JsonNode get(String key) {
    return node.path(key);
  }

  /** Returns one number for each channel; a single one stands for all three. */
  float[] three(String key, float[] fallback) {
    if (!has(key)) {
      return fallback;
    }
    JsonNode values = node.get(key);
    float[] three = new float[3];
    for (int channel = 0; channel < 3; channel++) {
      JsonNode value = values.isArray() && values.size() == 3 ? values.get(channel) : values;
      if (!value.isNumber()) {
        throw refused(key, values, "three numbers");
      }
      three[channel] = value.floatValue();
    }
    return three;
  }

  /** Returns a side of an image; {@code key} only names it. */
  int pixels(String key, JsonNode value) {
    if (!value.isInt() || value.intValue() < 1 || value.intValue() > LARGEST_SIDE) {
      throw refused(key, value, String.format(Locale.ROOT, "1 to %d pixels", LARGEST_SIDE));
    }
    return value.intValue();
  }

  /** Returns the refusal of these settings, to be thrown. */
  public UnusableModelException refused(String message) {
    return new UnusableModelException(file, message);
  }

  /** Returns the refusal of one value, to be thrown. */
  public UnusableModelException refused(String key, Object value, String allowed) {
    return refused(String.format(Locale.ROOT, "%s is %s, must be %s", path + key, value, allowed));
  }
}
