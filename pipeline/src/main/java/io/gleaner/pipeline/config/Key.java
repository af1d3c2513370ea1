package io.gleaner.pipeline.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One key of a recipe: what it takes, what it is when left out, what it means. */
sealed interface Key {
  String name();

  String meaning();

  /** Returns what is allowed, for messages and documentation. */
  String allowed();

  /** Returns the default, or what happens without the key. */
  String standard();

  /** A whole number; a null {@code standard} needs {@code without}. */
  record Whole(String name, long least, long most, Long value, String without, String meaning)
      implements Key {
    @Override
    public String allowed() {
      return String.format(Locale.ROOT, "%d to %d", least, most);
    }

    @Override
    public String standard() {
      return value == null ? without : value.toString();
    }
  }

  /** A number; a null {@code standard} needs {@code without}. */
  record Real(String name, double least, double most, Double value, String without, String meaning)
      implements Key {
    @Override
    public String allowed() {
      return String.format(Locale.ROOT, "%s to %s", plain(least), plain(most));
    }

    @Override
    public String standard() {
      return value == null ? without : plain(value);
    }

    private static String plain(double value) {
      return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
  }

  /** A text that matches a pattern. */
  record Text(
      String name, Pattern pattern, String allowed, String value, String without, String meaning)
      implements Key {
    @Override
    public String standard() {
      return value == null ? without : value;
    }
  }

  /** One of some words. */
  record Choice(String name, List<String> words, String value, String meaning) implements Key {
    @Override
    public String allowed() {
      return String.join(" | ", words);
    }

    @Override
    public String standard() {
      return value;
    }
  }

  /** One or several of some words, each once, in order. */
  record Choices(
      String name, List<String> words, List<String> value, String without, String meaning)
      implements Key {
    @Override
    public String allowed() {
      return "one or a list of " + String.join(" | ", words);
    }

    @Override
    public String standard() {
      return value == null ? without : value.toString();
    }
  }

  /** A list of texts. */
  record Texts(String name, String allowed, boolean required, String meaning) implements Key {
    @Override
    public String standard() {
      return required ? "required" : "[]";
    }
  }

  /**
   * A value of any shape that is right for {@code valid}, as JSON; without the key nothing is
   * given.
   */
  record Json(String name, Predicate<JsonNode> valid, String allowed, String meaning)
      implements Key {
    @Override
    public String standard() {
      return "the model's own";
    }
  }

  /** A mapping of further keys. */
  record Block(String name, List<Key> keys, boolean required, String without, String meaning)
      implements Key {
    @Override
    public String allowed() {
      return keys.stream().map(Key::name).collect(Collectors.joining(", "));
    }

    @Override
    public String standard() {
      return required ? "required" : without;
    }
  }

  /** A list of mappings of further keys. */
  record Blocks(String name, List<Key> keys, String without, String meaning) implements Key {
    @Override
    public String allowed() {
      return "a list of mappings";
    }

    @Override
    public String standard() {
      return without;
    }
  }
}
