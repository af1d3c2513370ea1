package io.gleaner.pipeline.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * What a recipe says of all its curated sets at once. A set takes each key that it does not have
 * itself, but for those that do nothing in the modes by which it retrieves.
 */
final class SetDefaults {
  private SetDefaults() {}

  /**
   * Returns a recipe's YAML with the defaults in each set, and without their block.
   *
   * @throws RecipeException where the block is wrong: its values would be told again in each set
   */
  static Node in(Node recipe, Problems problems) {
    if (!(recipe instanceof MappingNode root)
        || Setting.find(root, Schema.DEFAULTS.name()) == null) {
      return recipe;
    }
    Node given = Setting.find(root, Schema.DEFAULTS.name());
    List<Key> keys = Schema.DEFAULTS.keys();
    new Fields(Schema.DEFAULTS.name(), given, keys, problems).check(keys);
    problems.throwIfAny();
    MappingNode defaults = (MappingNode) given;
    List<NodeTuple> tuples = new ArrayList<>();
    for (NodeTuple tuple : root.getValue()) {
      String key = tuple.getKeyNode() instanceof ScalarNode name ? name.getValue() : "";
      if (key.equals(Schema.CURATED.name()) && tuple.getValueNode() instanceof SequenceNode sets) {
        tuples.add(new NodeTuple(tuple.getKeyNode(), inSets(sets, defaults)));
      } else if (!key.equals(Schema.DEFAULTS.name())) {
        tuples.add(tuple);
      }
    }
    return new MappingNode(
        Tag.MAP, true, tuples, FlowStyle.BLOCK, root.getStartMark(), root.getEndMark());
  }

  private static Node inSets(SequenceNode sets, MappingNode defaults) {
    List<Node> filled = new ArrayList<>();
    for (Node set : sets.getValue()) {
      filled.add(set instanceof MappingNode mapping ? inSet(mapping, defaults) : set);
    }
    return new SequenceNode(
        Tag.SEQ, true, filled, FlowStyle.BLOCK, sets.getStartMark(), sets.getEndMark());
  }

  private static Node inSet(MappingNode set, MappingNode defaults) {
    Node own = Setting.find(set, Schema.RETRIEVE.name());
    Node retrieve = own == null ? Setting.find(defaults, Schema.RETRIEVE.name()) : own;
    List<NodeTuple> tuples = new ArrayList<>(set.getValue());
    for (NodeTuple tuple : defaults.getValue()) {
      String key = ((ScalarNode) tuple.getKeyNode()).getValue();
      boolean ofImages = key.equals(Schema.IMAGE_COLUMN.name());
      if (Setting.find(set, key) == null
          && doesSomething(key, retrieve)
          && !(ofImages && Setting.find(set, Schema.EMBEDDINGS.name()) != null)) {
        tuples.add(tuple);
      }
    }
    return new MappingNode(
        Tag.MAP, true, tuples, FlowStyle.BLOCK, set.getStartMark(), set.getEndMark());
  }

  private static boolean doesSomething(String name, Node retrieve) {
    Optional<List<String>> modes =
        RecipeReader.MODES.entrySet().stream()
            .filter(each -> each.getKey().name().equals(name))
            .map(each -> each.getValue())
            .findFirst();
    if (modes.isEmpty() || retrieve == null) {
      return true;
    }
    List<Node> words = retrieve instanceof SequenceNode list ? list.getValue() : List.of(retrieve);
    return words.stream()
        .anyMatch(word -> word instanceof ScalarNode mode && modes.get().contains(mode.getValue()));
  }
}
