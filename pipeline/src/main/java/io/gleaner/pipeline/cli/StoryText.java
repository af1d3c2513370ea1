package io.gleaner.pipeline.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gleaner.pipeline.print.TerminalText;
import io.gleaner.pipeline.story.FoundImages;
import io.gleaner.pipeline.story.Sentence;
import io.gleaner.pipeline.story.Stories;
import io.gleaner.pipeline.story.Story;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Stories for the terminal, control characters escaped, and as JSON. */
final class StoryText {
  private static final ObjectMapper FACTS = new ObjectMapper();

  private StoryText() {}

  /**
   * Returns what happened, then the image's row.
   *
   * @param by how the image was found
   */
  static List<String> lines(Stories stories, Story story, String by) {
    List<String> lines = new ArrayList<>();
    lines.add(TerminalText.of(story.uri() + "  " + story.id()));
    lines.add(story.fate().text() + " (found by " + by + ")");
    lines.add("");
    Set<String> named = new HashSet<>();
    for (String sentence : story.sentences(id -> name(stories, id, named))) {
      lines.add("  " + TerminalText.of(sentence));
    }
    lines.add("");
    int widest = story.row().keySet().stream().mapToInt(String::length).max().orElse(1);
    story
        .row()
        .forEach(
            (column, value) -> {
              if (value != null) {
                lines.add(
                    TerminalText.of(
                        String.format(Locale.ROOT, "  %-" + widest + "s  %s", column, value)));
              }
            });
    return lines;
  }

  /** An image is called by its uri, with its id the first time. */
  private static String name(Stories stories, String id, Set<String> named) {
    String uri = stories.name(id);
    return named.add(id) && !uri.equals(id) ? uri + " (" + id + ")" : uri;
  }

  /** Returns an object for each story. */
  static List<Object> json(Stories stories, FoundImages found) {
    List<Object> objects = new ArrayList<>();
    for (Story story : stories.byId().values()) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("id", story.id());
      object.put("uri", story.uri());
      object.put("found_by", found.by());
      object.put("found", found.count());
      object.put("fate", story.fate().name().toLowerCase(Locale.ROOT));
      object.put(
          "chain", story.chain().stream().map(sentence -> json(stories, story, sentence)).toList());
      object.put("row", story.row());
      objects.add(object);
    }
    return objects;
  }

  private static Map<String, Object> json(Stories stories, Story story, Sentence sentence) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("subject", sentence.subject());
    object.put("fact", snake(sentence.fact().getClass().getSimpleName()));
    Map<?, ?> values = FACTS.convertValue(sentence.fact(), Map.class);
    values.forEach((name, value) -> object.put(snake(name.toString()), value));
    object.put("text", sentence.text(story.id(), stories::name));
    return object;
  }

  private static String snake(String name) {
    return name.replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }
}
