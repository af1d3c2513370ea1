package io.gleaner.pipeline.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;

/**
 * The keys of a recipe as a JSON Schema (2020-12), by which editors complete and check. What a
 * recipe needs may stand in one that it includes, so that no key of a block is required here; the
 * reader requires them.
 */
public final class RecipeSchema {
  private static final String TYPE = "type";
  private static final String DESCRIPTION = "description";

  private RecipeSchema() {}

  /** Returns the schema of a recipe's file. */
  public static ObjectNode json() {
    ObjectNode schema = object();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "A recipe of Gleaner");
    block(schema, Schema.FILE_KEYS);
    return schema;
  }

  private static ObjectNode block(ObjectNode schema, List<Key> keys) {
    schema.put(TYPE, "object");
    ObjectNode properties = schema.putObject("properties");
    for (Key key : keys) {
      properties.set(key.name(), value(key));
    }
    return schema.put("additionalProperties", false);
  }

  private static ObjectNode value(Key key) {
    ObjectNode value = object();
    value.put(
        DESCRIPTION,
        key.meaning()
            + "; "
            + key.allowed()
            + (key.standard() == null ? "" : "; default: " + key.standard()));
    if (key instanceof Key.Whole whole) {
      value.put(TYPE, "integer").put("minimum", whole.least()).put("maximum", whole.most());
    } else if (key instanceof Key.Real real) {
      value.put(TYPE, "number").put("minimum", real.least()).put("maximum", real.most());
    } else if (key instanceof Key.Text text) {
      text(value, text);
    } else if (key instanceof Key.Choice choice) {
      choice(value, choice.words());
    } else if (key instanceof Key.Choices choices) {
      oneOrSeveral(value, words(choices.words()));
    } else if (key instanceof Key.Texts) {
      oneOrSeveral(value, object().put(TYPE, "string"));
    } else if (key instanceof Key.Block block) {
      block(value, block.keys());
    } else if (key instanceof Key.Blocks blocks) {
      value.put(TYPE, "array").set("items", block(object(), blocks.keys()));
    }
    return value;
  }

  /** A pattern is for the whole text in Java, and for a part of it in JSON Schema. */
  private static void text(ObjectNode value, Key.Text text) {
    value.put(TYPE, "string");
    if (text.pattern() == Schema.ANY) {
      value.put("pattern", "\\S");
    } else {
      value.put("pattern", "^(" + text.pattern().pattern() + ")$");
    }
  }

  private static void choice(ObjectNode value, Collection<String> words) {
    if (words.equals(List.of("true", "false"))) {
      value.put(TYPE, "boolean");
    } else {
      value.setAll(words(words));
    }
  }

  private static ObjectNode words(Collection<String> words) {
    ObjectNode one = object();
    ArrayNode list = one.putArray("enum");
    words.forEach(list::add);
    return one;
  }

  private static void oneOrSeveral(ObjectNode value, ObjectNode one) {
    ArrayNode either = value.putArray("anyOf");
    either.add(one);
    either.addObject().put(TYPE, "array").set("items", one.deepCopy());
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
