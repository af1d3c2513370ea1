package io.gleaner.pipeline.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A key by which two recipes differ, or a block or curated set that one of them has alone.
 *
 * @param key with dots: {@code dedup.threshold}, {@code curated.NAME.per_query}
 * @param before its value as JSON, or null where the earlier recipe has none
 * @param after likewise of the later recipe
 * @param undone the later recipe with the earlier value; empty where that is no recipe
 */
public record RecipeChange(String key, String before, String after, Optional<Recipe> undone) {
  private static final int LONGEST = 100;
  private static final String CURATED = Schema.CURATED.name();

  /** Returns all changes, in the order of the schema. */
  public static List<RecipeChange> between(Recipe before, Recipe after) {
    ObjectNode old = byName(RecipeYaml.tree(before));
    ObjectNode now = byName(RecipeYaml.tree(after));
    List<RecipeChange> changes = new ArrayList<>();
    compare(List.of(), old, now, path -> undone(path, old, now), changes);
    return List.copyOf(changes);
  }

  /** Returns the change for people: {@code dedup.threshold is 0.9, was 0.8}. */
  public String text() {
    if (before == null) {
      return key
          + (after.startsWith("{") ? " is new" : " is " + shorter(after) + ", was not given");
    }
    return after == null
        ? key + (before.startsWith("{") ? " is gone" : " is not given, was " + shorter(before))
        : key + " is " + shorter(after) + ", was " + shorter(before);
  }

  private static String shorter(String value) {
    return value.length() <= LONGEST ? value : value.substring(0, LONGEST) + "...";
  }

  private static void compare(
      List<String> path,
      ObjectNode old,
      ObjectNode now,
      Function<List<String>, Optional<Recipe>> undone,
      List<RecipeChange> into) {
    Set<String> keys = new LinkedHashSet<>();
    now.fieldNames().forEachRemaining(keys::add);
    old.fieldNames().forEachRemaining(keys::add);
    for (String key : keys) {
      List<String> below = new ArrayList<>(path);
      below.add(key);
      JsonNode was = old.get(key);
      JsonNode is = now.get(key);
      if (was instanceof ObjectNode a && is instanceof ObjectNode b) {
        compare(below, a, b, undone, into);
      } else if (was == null || is == null || !was.toString().equals(is.toString())) {
        into.add(
            new RecipeChange(String.join(".", below), text(was), text(is), undone.apply(below)));
      }
    }
  }

  private static String text(JsonNode value) {
    return value == null ? null : value.isTextual() ? value.textValue() : value.toString();
  }

  /** Where the value alone does not go with the others, its block is undone as a whole. */
  private static Optional<Recipe> undone(List<String> path, ObjectNode old, ObjectNode now) {
    for (int depth = path.size(); depth > 0; depth--) {
      ObjectNode tree = now.deepCopy();
      ObjectNode block = tree;
      JsonNode was = old;
      for (String key : path.subList(0, depth - 1)) {
        block = (ObjectNode) block.get(key);
        was = was.path(key);
      }
      String last = path.get(depth - 1);
      if (was.has(last)) {
        block.set(last, was.get(last));
      } else {
        block.remove(last);
      }
      try {
        return Optional.of(RecipeReader.parse("run.json", RecipeYaml.text(asList(tree))));
      } catch (RecipeException e) {
        // the next block up
      }
    }
    return Optional.empty();
  }

  /** Has curated sets by their names, which say what is compared with what. */
  private static ObjectNode byName(ObjectNode tree) {
    ObjectNode copy = tree.deepCopy();
    if (copy.get(CURATED) instanceof ArrayNode sets) {
      ObjectNode named = copy.objectNode();
      sets.forEach(set -> named.set(set.get(Schema.SET_NAME.name()).asText(), set));
      copy.set(CURATED, named);
    }
    return copy;
  }

  private static ObjectNode asList(ObjectNode tree) {
    if (tree.get(CURATED) instanceof ObjectNode named) {
      ArrayNode sets = tree.arrayNode();
      for (Map.Entry<String, JsonNode> set : named.properties()) {
        sets.add(set.getValue());
      }
      tree.set(CURATED, sets);
    }
    return tree;
  }
}
