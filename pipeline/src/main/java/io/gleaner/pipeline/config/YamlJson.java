package io.gleaner.pipeline.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A recipe's value as JSON. */
final class YamlJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private static final int DEEPEST = 4;

  private YamlJson() {}

  /** Returns a value; empty where JSON has none such, or a key stands twice. */
  static Optional<JsonNode> of(Node node) {
    return of(node, DEEPEST);
  }

  private static Optional<JsonNode> of(Node node, int depth) {
    if (depth == 0) {
      return Optional.empty(); // an alias may name what it stands in
    }
    if (node instanceof ScalarNode scalar) {
      return scalar(scalar);
    }
    if (node instanceof SequenceNode sequence) {
      ArrayNode list = JSON.arrayNode();
      for (Node each : sequence.getValue()) {
        Optional<JsonNode> value = of(each, depth - 1);
        if (value.isEmpty()) {
          return value;
        }
        list.add(value.get());
      }
      return Optional.of(list);
    }
    ObjectNode object = JSON.objectNode();
    for (NodeTuple tuple : ((MappingNode) node).getValue()) {
      Optional<JsonNode> value = of(tuple.getValueNode(), depth - 1);
      if (value.isEmpty()
          || !(tuple.getKeyNode() instanceof ScalarNode key)
          || object.has(key.getValue())) {
        return Optional.empty();
      }
      object.set(key.getValue(), value.get());
    }
    return Optional.of(object);
  }

  private static Optional<JsonNode> scalar(ScalarNode scalar) {
    String text = scalar.getValue();
    Tag tag = scalar.getTag();
    try {
      if (tag.equals(Tag.INT)) {
        return Optional.of(JSON.numberNode(Integer.parseInt(text)));
      }
      if (tag.equals(Tag.FLOAT)) {
        return Optional.of(JSON.numberNode(Double.parseDouble(text)));
      }
    } catch (NumberFormatException e) {
      return Optional.empty(); // of another base, or larger than any setting
    }
    if (tag.equals(Tag.NULL)) {
      return Optional.empty();
    }
    return Optional.of(
        tag.equals(Tag.BOOL) ? JSON.booleanNode(text.equals("true")) : JSON.textNode(text));
  }

  /** Returns a value in the words of a message. */
  static String describe(Node node) {
    return of(node)
        .map(JsonNode::toString)
        .orElse(node instanceof ScalarNode scalar ? scalar.getValue() : "no such value");
  }
}
