package io.gleaner.pipeline.config;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** The values of a recipe's YAML that are paths, told by the keys that they stand under. */
final class PathValues {
  private static final Set<String> KEYS =
      Set.of(
          Schema.INCLUDE.name(),
          Schema.OUTPUT.name(),
          Schema.IMAGES.name(),
          Schema.EMBEDDINGS.name(),
          Schema.MODEL.name(),
          Schema.DEDUP_ENCODER.name(),
          Schema.DECISIONS.name());

  private final Function<ScalarNode, String> change;
  private final Map<Node, Node> changed = new IdentityHashMap<>(); // an alias is a node once more

  private PathValues(Function<ScalarNode, String> change) {
    this.change = change;
  }

  static boolean isPath(Key key) {
    return KEYS.contains(key.name());
  }

  /**
   * Returns a value with each path in it changed; copies what holds one.
   *
   * @param key that the value stands under; empty for a whole recipe
   */
  static Node map(String key, Node value, Function<ScalarNode, String> change) {
    return new PathValues(change).map(key, value);
  }

  private Node map(String key, Node node) {
    if (node instanceof ScalarNode scalar) {
      String path = KEYS.contains(key) ? change.apply(scalar) : scalar.getValue();
      return path.equals(scalar.getValue())
          ? node
          : new ScalarNode(
              Tag.STR,
              true,
              path,
              scalar.getScalarStyle(),
              scalar.getStartMark(),
              scalar.getEndMark());
    }
    Node done = changed.putIfAbsent(node, node); // one that holds itself stays as it is
    if (done != null) {
      return done;
    }
    Node copy = node instanceof MappingNode mapping ? mapping(mapping) : sequence(key, node);
    changed.put(node, copy);
    return copy;
  }

  private Node mapping(MappingNode mapping) {
    List<NodeTuple> tuples = new ArrayList<>();
    for (NodeTuple tuple : mapping.getValue()) {
      String key = tuple.getKeyNode() instanceof ScalarNode name ? name.getValue() : "";
      tuples.add(new NodeTuple(tuple.getKeyNode(), map(key, tuple.getValueNode())));
    }
    return new MappingNode(
        mapping.getTag(),
        true,
        tuples,
        mapping.getFlowStyle(),
        mapping.getStartMark(),
        mapping.getEndMark());
  }

  private Node sequence(String key, Node node) {
    return node instanceof SequenceNode list
        ? new SequenceNode(
            list.getTag(),
            true,
            list.getValue().stream().map(each -> map(key, each)).toList(),
            list.getFlowStyle(),
            list.getStartMark(),
            list.getEndMark())
        : node;
  }
}
