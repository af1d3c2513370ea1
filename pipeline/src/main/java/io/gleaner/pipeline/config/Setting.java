package io.gleaner.pipeline.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * A value that the command line gives in place of the recipe's. It is put into the file's YAML
 * before that is read, so that it is checked like any other value; its place in messages is the
 * option.
 *
 * @param option as it was typed; names the value's place
 * @param path of the key, dots between: {@code dedup.threshold}, {@code curated.NAME.per_query}
 * @param value in YAML, or as it is; {@code null} in YAML leaves the key out
 * @param yaml which of the two
 */
public record Setting(String option, String path, String value, boolean yaml) {
  private static final String CURATED = Schema.CURATED.name();

  /** On the command line paths start in the working directory, those with {@code ./} too. */
  private static final RecipePaths HERE = new RecipePaths(Path.of("").toAbsolutePath());

  /**
   * Returns what {@code --set KEY=VALUE} means.
   *
   * @throws RecipeException where there is no key or no {@code =}
   */
  public static Setting parse(String text) {
    return parse("--set", text);
  }

  private static Setting parse(String from, String text) {
    int end = text.indexOf('=');
    String option = from + " " + text;
    if (end < 1) {
      throw new RecipeException(
          List.of(
              option + ": must be KEY=VALUE, such as dedup.threshold=0.9 or curated.NAME.cap=9\n"));
    }
    return new Setting(option, text.substring(0, end).strip(), text.substring(end + 1), true);
  }

  /**
   * Returns what a variable of the environment sets, a {@code KEY=VALUE} on each of its lines.
   *
   * @param value of the variable, or null where it is not set
   * @throws RecipeException where a line has no key or no {@code =}
   */
  public static List<Setting> ofEnvironment(String variable, String value) {
    return value == null
        ? List.of()
        : value.lines().filter(line -> !line.isBlank()).map(line -> parse(variable, line)).toList();
  }

  /** Returns a value that stands for itself, whatever YAML would make of it. */
  public static Setting of(String option, String path, String value) {
    return new Setting(option, path, value, false);
  }

  /** Returns the recipe's nodes with this value; adds a problem where it has no place there. */
  Node applyTo(Node recipe, Problems problems) {
    Optional<Mark> place = Optional.of(mark());
    Optional<Node> node = node(problems);
    if (node.isEmpty()) {
      return recipe;
    }
    if (!(recipe instanceof MappingNode root)) {
      return recipe; // the reader tells what is wrong with it
    }
    List<String> segments = List.of(path.split("\\.", -1));
    if (!segments.get(0).equals(CURATED) || segments.size() == 1) {
      return with(root, segments, node.get(), place, problems);
    }
    return withSet(root, node.get(), place, problems);
  }

  private Node withSet(MappingNode root, Node value, Optional<Mark> place, Problems problems) {
    int end = path.lastIndexOf('.');
    String name = end > CURATED.length() ? path.substring(CURATED.length() + 1, end) : "";
    List<Node> sets =
        find(root, CURATED) instanceof SequenceNode sequence ? sequence.getValue() : List.of();
    List<Node> changed = new ArrayList<>();
    List<String> names = new ArrayList<>();
    boolean found = false;
    for (Node set : sets) {
      boolean named =
          set instanceof MappingNode mapping
              && find(mapping, Schema.SET_NAME.name()) instanceof ScalarNode scalar
              && names.add(scalar.getValue())
              && scalar.getValue().equals(name);
      found |= named;
      changed.add(
          named
              ? with((MappingNode) set, List.of(path.substring(end + 1)), value, place, problems)
              : set);
    }
    if (!found) {
      problems.add(
          place,
          name.isEmpty()
              ? path + " names no curated set"
              : String.format(Locale.ROOT, "no curated set is named \"%s\"", name),
          names.isEmpty()
              ? "the recipe has none"
              : String.format(
                  Locale.ROOT,
                  "curated.NAME.KEY, where NAME is one of %s",
                  String.join(", ", names)));
      return root;
    }
    return put(root, CURATED, new SequenceNode(Tag.SEQ, changed, FlowStyle.BLOCK), place);
  }

  private MappingNode with(
      MappingNode block, List<String> keys, Node value, Optional<Mark> place, Problems problems) {
    String key = keys.get(0);
    if (keys.size() == 1) {
      return put(block, key, isNull(value) ? null : value, place);
    }
    Node below = find(block, key);
    if (below == null) {
      below = new MappingNode(Tag.MAP, true, List.of(), FlowStyle.BLOCK, place, place);
    }
    if (!(below instanceof MappingNode inner)) {
      problems.add(
          place,
          String.format(Locale.ROOT, "%s has no key \"%s\" below it", key, keys.get(1)),
          key + " takes a value, no further keys");
      return block;
    }
    return put(
        block, key, with(inner, keys.subList(1, keys.size()), value, place, problems), place);
  }

  /** Copies: an alias may stand for the same node elsewhere. */
  private static MappingNode put(MappingNode block, String key, Node value, Optional<Mark> place) {
    List<NodeTuple> tuples = new ArrayList<>();
    boolean there = false;
    for (NodeTuple tuple : block.getValue()) {
      boolean same = tuple.getKeyNode() instanceof ScalarNode name && name.getValue().equals(key);
      if (!same) {
        tuples.add(tuple);
      } else if (value != null) {
        tuples.add(new NodeTuple(tuple.getKeyNode(), value));
      }
      there |= same;
    }
    if (!there && value != null) {
      tuples.add(
          new NodeTuple(
              new ScalarNode(Tag.STR, true, key, ScalarStyle.PLAIN, place, place), value));
    }
    return new MappingNode(
        Tag.MAP, true, tuples, FlowStyle.BLOCK, block.getStartMark(), block.getEndMark());
  }

  static Node find(MappingNode block, String key) {
    for (NodeTuple tuple : block.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode name && name.getValue().equals(key)) {
        return tuple.getValueNode();
      }
    }
    return null;
  }

  /**
   * An empty value is refused like one in the file: it may come from a variable that is not set.
   */
  static boolean isNull(Node value) {
    return value instanceof ScalarNode scalar
        && scalar.getTag().equals(Tag.NULL)
        && !scalar.getValue().isEmpty();
  }

  private Optional<Node> node(Problems problems) {
    String key = path.substring(path.lastIndexOf('.') + 1);
    if (!yaml) {
      return Optional.of(here(key, scalar(Tag.STR, value)));
    }
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(option)
            .setAllowDuplicateKeys(true)
            .setSchema(new CoreSchema())
            .build();
    try {
      Optional<Node> node = Optional.empty();
      if (RecipeText.requireFlat(settings, value, problems)) {
        node = new Compose(settings).composeString(value);
        node = Optional.of(here(key, node.orElseGet(() -> scalar(Tag.NULL, ""))));
      }
      return node;
    } catch (MarkedYamlEngineException e) {
      problems.add(Optional.of(mark()), "not YAML: " + e.getProblem(), "perhaps it needs quotes");
    } catch (YamlEngineException e) {
      problems.add(Optional.of(mark()), "not YAML: " + e.getMessage(), "perhaps it needs quotes");
    }
    return Optional.empty();
  }

  /** Returns a value with its paths as {@link #HERE} has them. */
  private static Node here(String key, Node value) {
    return PathValues.map(key, value, path -> HERE.resolve(path.getValue()));
  }

  private ScalarNode scalar(Tag tag, String text) {
    return new ScalarNode(
        tag, true, text, ScalarStyle.PLAIN, Optional.of(mark()), Optional.of(mark()));
  }

  private Mark mark() {
    return new Mark(option, 0, 0, 0, new int[0], 0);
  }
}
