package io.gleaner.pipeline.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * The YAML of a recipe over that of the recipes which it includes. Mappings are joined key by key,
 * curated sets by their names, any other value of the including file replaces the included one; a
 * null takes it away. Paths of an included file that begin with {@code ./} start in its own folder.
 */
final class IncludedRecipes {
  private final Variables variables;
  private final Problems problems;

  IncludedRecipes(Variables variables, Problems problems) {
    this.variables = variables;
    this.problems = problems;
  }

  /** Returns a recipe with what it includes, however deep. */
  Node join(Path file, Node recipe) throws IOException {
    return join(recipe, List.of(file.toAbsolutePath().normalize()));
  }

  /**
   * @param chain the file, behind those that include it
   */
  private Node join(Node recipe, List<Path> chain) throws IOException {
    Node own = variables.in(recipe, problems);
    if (!(own instanceof MappingNode mapping)) {
      return own; // the reader tells what is wrong with it
    }
    Path file = chain.get(chain.size() - 1);
    if (chain.size() > 1) {
      RecipePaths paths = RecipePaths.beside(file);
      mapping = (MappingNode) PathValues.map("", mapping, path -> paths.resolve(path.getValue()));
    }
    List<ScalarNode> includes = includes(mapping);
    Node below = null;
    for (ScalarNode include : includes) {
      Optional<Node> included = included(include, file, chain);
      if (included.isPresent()) {
        below = below == null ? included.get() : over(below, included.get());
      }
    }
    MappingNode rest = without(mapping, Schema.INCLUDE.name());
    return below == null ? rest : over(below, rest);
  }

  private List<ScalarNode> includes(MappingNode recipe) {
    List<ScalarNode> includes = new ArrayList<>();
    for (NodeTuple tuple : recipe.getValue()) {
      if (Schema.INCLUDE.name().equals(text(tuple.getKeyNode()))) {
        Node value = tuple.getValueNode();
        for (Node each : value instanceof SequenceNode list ? list.getValue() : List.of(value)) {
          if (each instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
            includes.add(scalar);
          } else {
            problems.add(
                each.getStartMark(),
                "include must be " + Schema.INCLUDE.allowed(),
                Schema.INCLUDE.meaning());
          }
        }
      }
    }
    return includes;
  }

  private Optional<Node> included(ScalarNode include, Path by, List<Path> chain)
      throws IOException {
    Path file = by.resolveSibling(include.getValue()).normalize();
    List<Path> longer = Stream.concat(chain.stream(), Stream.of(file)).toList();
    String wrong = chain.contains(file) ? "includes itself: " + shown(longer) : null;
    if (wrong == null) {
      wrong = RecipeText.whyNoFile(file).orElse(null);
    }
    if (wrong != null) {
      problems.add(
          include.getStartMark(),
          String.format(Locale.ROOT, "include: %s %s", file, wrong),
          "paths of include start in the folder of the file that includes");
      return Optional.empty();
    }
    Optional<Node> recipe = RecipeReader.compose(file.toString(), RecipeText.read(file), problems);
    return recipe.isEmpty() ? recipe : Optional.of(join(recipe.get(), longer));
  }

  private static String shown(List<Path> chain) {
    return chain.stream()
        .map(file -> file.getFileName().toString())
        .collect(Collectors.joining(" includes "));
  }

  /** Returns a value over another one. */
  private static Node over(Node below, Node above) {
    if (!(below instanceof MappingNode base) || !(above instanceof MappingNode top)) {
      return above;
    }
    Map<String, NodeTuple> there = new LinkedHashMap<>();
    base.getValue().forEach(tuple -> there.put(text(tuple.getKeyNode()), tuple));
    List<NodeTuple> tuples = new ArrayList<>();
    for (NodeTuple tuple : top.getValue()) {
      String key = text(tuple.getKeyNode());
      NodeTuple replaced = there.remove(key);
      if (replaced == null) {
        tuples.add(tuple);
      } else if (!Setting.isNull(tuple.getValueNode())) {
        Node was = replaced.getValueNode();
        Node is = tuple.getValueNode();
        boolean sets = Schema.CURATED.name().equals(key);
        tuples.add(new NodeTuple(tuple.getKeyNode(), sets ? setsOver(was, is) : over(was, is)));
      }
    }
    tuples.addAll(0, there.values());
    return new MappingNode(
        Tag.MAP, true, tuples, FlowStyle.BLOCK, top.getStartMark(), top.getEndMark());
  }

  /** Sets of the included file stand first; one of a name that both have stands where it stood. */
  private static Node setsOver(Node below, Node above) {
    if (!(below instanceof SequenceNode base) || !(above instanceof SequenceNode top)) {
      return over(below, above); // of dedup: a mapping
    }
    List<Node> sets = new ArrayList<>(base.getValue());
    for (Node set : top.getValue()) {
      Optional<Node> same =
          sets.stream()
              .filter(each -> name(each) != null && name(each).equals(name(set)))
              .findFirst();
      if (same.isPresent() && base.getValue().contains(same.get())) {
        sets.set(sets.indexOf(same.get()), over(same.get(), set));
      } else {
        sets.add(set); // a name that one file has twice is told by the reader
      }
    }
    return new SequenceNode(
        Tag.SEQ, true, sets, FlowStyle.BLOCK, top.getStartMark(), top.getEndMark());
  }

  private static String name(Node set) {
    return set instanceof MappingNode mapping
        ? text(Setting.find(mapping, Schema.SET_NAME.name()))
        : null;
  }

  private static MappingNode without(MappingNode mapping, String key) {
    return new MappingNode(
        mapping.getTag(),
        true,
        mapping.getValue().stream()
            .filter(tuple -> !key.equals(text(tuple.getKeyNode())))
            .collect(Collectors.toCollection(ArrayList::new)),
        mapping.getFlowStyle(),
        mapping.getStartMark(),
        mapping.getEndMark());
  }

  private static String text(Node node) {
    return node instanceof ScalarNode scalar ? scalar.getValue() : null;
  }
}
