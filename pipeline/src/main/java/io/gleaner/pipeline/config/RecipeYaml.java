package io.gleaner.pipeline.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Present;
import org.snakeyaml.engine.v2.api.lowlevel.Serialize;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * A recipe as the YAML that {@link RecipeReader} reads to an equal recipe. Every key stands there
 * with its value, defaults too, so that another build's defaults change nothing; keys that have no
 * value, and those that the reader refuses because they would do nothing, are left out.
 */
public final class RecipeYaml {
  /*
   * The schema leads: its keys, in its order, are looked up in the recipe by their names, so that a
   * further key needs no line here. A record may lay its keys out otherwise than the file does: what
   * it has not itself is looked for in its components "search" and "given", and a block that it has not is flat
   * in it.
   */
  private static final ObjectMapper RECORDS =
      new ObjectMapper()
          .registerModule(new Jdk8Module())
          .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);

  private static final DumpSettings SETTINGS =
      DumpSettings.builder()
          .setSchema(new CoreSchema())
          .setWidth(Integer.MAX_VALUE)
          .setIndicatorIndent(2)
          .setIndentWithIndicator(true)
          .build();

  /** Characters of a list that stands on one line. */
  private static final int LONGEST_LINE = 100;

  private static final List<String> INNER = List.of("search", "given");

  private RecipeYaml() {}

  /** Returns the text of a recipe, which ends with a line break. */
  public static String text(Recipe recipe) {
    return text(tree(recipe));
  }

  static String text(ObjectNode tree) {
    return new Present(SETTINGS)
        .emitToString(new Serialize(SETTINGS).serializeOne(node(tree)).iterator());
  }

  /** Returns the values of a recipe by their keys, in the order of the schema. */
  static ObjectNode tree(Recipe recipe) {
    return block(Schema.KEYS, RECORDS.valueToTree(recipe));
  }

  private static ObjectNode block(List<Key> keys, JsonNode record) {
    ObjectNode block = JsonNodeFactory.instance.objectNode();
    for (Key key : keys) {
      if (doesNothing(key, record)) {
        continue;
      }
      JsonNode value = value(key, record);
      if (!value.isNull() && !(value.isContainerNode() && value.isEmpty())) {
        block.set(key.name(), PathValues.isPath(key) ? escaped(value) : value);
      }
    }
    return block;
  }

  /** Paths of a recipe as resolved have no variables. */
  private static JsonNode escaped(JsonNode paths) {
    if (paths.isTextual()) {
      return TextNode.valueOf(Variables.escape(paths.textValue()));
    }
    if (!(paths instanceof ArrayNode list)) {
      return paths; // of the key encoder, which is a block too
    }
    ArrayNode escaped = JsonNodeFactory.instance.arrayNode();
    list.forEach(path -> escaped.add(escaped(path)));
    return escaped;
  }

  private static JsonNode value(Key key, JsonNode record) {
    JsonNode found = record.get(key.name());
    for (String component : INNER) {
      if (found == null && record.has(component)) {
        found = record.get(component).get(key.name());
      }
    }
    if (key instanceof Key.Block inner) {
      if (found != null && found.isTextual()) {
        return json(found.textValue());
      }
      JsonNode flat = record.has("search") ? record.get("search") : record;
      return found != null && found.isNull()
          ? found
          : block(inner.keys(), found == null ? flat : found);
    }
    if (found == null) {
      throw new IllegalStateException("no component of the recipe holds the key " + key.name());
    }
    if (key instanceof Key.Blocks inner) {
      ArrayNode list = JsonNodeFactory.instance.arrayNode();
      found.forEach(each -> list.add(block(inner.keys(), each)));
      return list;
    }
    return found;
  }

  private static boolean doesNothing(Key key, JsonNode record) {
    if (key.equals(Schema.CURATED_THRESHOLD) && record.has("near_copies")) {
      return record.get("near_copies").asText().equals("keep");
    }
    List<String> modes = RecipeReader.MODES.get(key);
    if (modes == null || !record.has("retrieve")) {
      return false;
    }
    for (JsonNode mode : record.get("retrieve")) {
      if (modes.contains(mode.asText())) {
        return false;
      }
    }
    return true;
  }

  private static JsonNode json(String text) {
    try {
      return RECORDS.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a recipe holds what is no JSON: " + text, e);
    }
  }

  private static Node node(JsonNode value) {
    if (value.isObject()) {
      List<NodeTuple> tuples = new ArrayList<>();
      for (Map.Entry<String, JsonNode> entry : value.properties()) {
        tuples.add(new NodeTuple(scalar(Tag.STR, entry.getKey()), node(entry.getValue())));
      }
      return new MappingNode(Tag.MAP, tuples, FlowStyle.BLOCK);
    }
    if (value.isArray()) {
      List<Node> nodes = new ArrayList<>();
      value.forEach(each -> nodes.add(node(each)));
      boolean line = value.toString().length() <= LONGEST_LINE && !value.path(0).isObject();
      return new SequenceNode(Tag.SEQ, nodes, line ? FlowStyle.FLOW : FlowStyle.BLOCK);
    }
    if (value.isBoolean()) {
      return scalar(Tag.BOOL, value.asText());
    }
    if (value.isNumber()) {
      return scalar(value.isIntegralNumber() ? Tag.INT : Tag.FLOAT, value.asText());
    }
    return scalar(Tag.STR, value.asText());
  }

  private static ScalarNode scalar(Tag tag, String text) {
    return new ScalarNode(tag, text, ScalarStyle.PLAIN);
  }
}
