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
 * @param pair two recipes that differ by this change; empty where it goes only with others
 */
public record RecipeChange(String key, String before, String after, Optional<Pair> pair) {
  /** Two recipes, of which the second has the change. */
  public record Pair(Recipe without, Recipe with) {}

  private static final int LONGEST = 100;
  private static final String CURATED = Schema.CURATED.name();

  /** Returns all changes, in the order of the schema. */
  public static List<RecipeChange> between(Recipe before, Recipe after) {
    ObjectNode old = byName(RecipeYaml.tree(before));
    ObjectNode now = byName(RecipeYaml.tree(after));
    List<RecipeChange> changes = new ArrayList<>();
    compare(List.of(), old, now, path -> pair(path, old, now), changes);
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
      Function<List<String>, Optional<Pair>> pair,
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
        compare(below, a, b, pair, into);
      } else if (was == null || is == null || !was.toString().equals(is.toString())) {
        into.add(new RecipeChange(String.join(".", below), text(was), text(is), pair.apply(below)));
      }
    }
  }

  private static String text(JsonNode value) {
    return value == null ? null : value.isTextual() ? value.textValue() : value.toString();
  }

  /** Either recipe may refuse the other's value: a set by cluster needs clusters. */
  private static Optional<Pair> pair(List<String> path, ObjectNode old, ObjectNode now) {
    Optional<Recipe> after = recipe(now);
    Optional<Recipe> undone = recipe(with(path, old, now));
    if (after.isPresent() && undone.isPresent()) {
      return Optional.of(new Pair(undone.get(), after.get()));
    }
    Optional<Recipe> before = recipe(old);
    Optional<Recipe> done = recipe(with(path, now, old));
    return before.isPresent() && done.isPresent()
        ? Optional.of(new Pair(before.get(), done.get()))
        : Optional.empty();
  }

  private static Optional<Recipe> recipe(ObjectNode tree) {
    try {
      return Optional.of(RecipeReader.parse("run.json", RecipeYaml.text(asList(tree.deepCopy()))));
    } catch (RecipeException e) {
      return Optional.empty();
    }
  }

  /** Returns a tree with the value at {@code path} that another has there, or without one. */
  private static ObjectNode with(List<String> path, ObjectNode other, ObjectNode tree) {
    ObjectNode copy = tree.deepCopy();
    ObjectNode block = copy;
    JsonNode value = other;
    for (String key : path.subList(0, path.size() - 1)) {
      block = (ObjectNode) block.get(key);
      value = value.path(key);
    }
    String last = path.get(path.size() - 1);
    if (value.has(last)) {
      block.set(last, value.get(last));
    } else {
      block.remove(last);
    }
    return copy;
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
