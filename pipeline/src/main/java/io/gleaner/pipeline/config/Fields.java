package io.gleaner.pipeline.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * The values of one mapping by the keys of its schema. A value that is wrong becomes a problem and
 * reads as its key's default, so that one pass finds every problem.
 */
final class Fields {
  private static final String EMPTY = "empty";
  private static final int LONGEST_SHOWN = 200;

  private final String path;
  private final Problems problems;
  private final Optional<Mark> start;
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Map<String, Optional<Mark>> places = new LinkedHashMap<>();

  /**
   * @param path names the mapping in messages, such as {@code dedup.against}
   * @param node the mapping; something else is a problem
   */
  Fields(String path, Node node, List<Key> keys, Problems problems) {
    this.path = path;
    this.problems = problems;
    this.start = node.getStartMark();
    if (!(node instanceof MappingNode mapping)) {
      problems.add(start, path + " must be a mapping", "of " + names(keys));
      return;
    }
    for (NodeTuple tuple : mapping.getValue()) {
      take(tuple, keys);
    }
  }

  private void take(NodeTuple tuple, List<Key> keys) {
    Optional<Mark> place = tuple.getKeyNode().getStartMark();
    String name =
        tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "(not a text)";
    Optional<Key> key = keys.stream().filter(each -> each.name().equals(name)).findFirst();
    if (key.isEmpty()) {
      String hint =
          Problems.nearest(name, keys.stream().map(Key::name).toList())
              .flatMap(near -> keys.stream().filter(each -> each.name().equals(near)).findFirst())
              .map(
                  near ->
                      String.format(
                          Locale.ROOT,
                          "did you mean \"%s\" (%s; %s; default: %s)?",
                          near.name(),
                          near.meaning(),
                          near.allowed(),
                          near.standard()))
              .orElse("it has " + names(keys));
      problems.add(place, String.format(Locale.ROOT, "%s has no key \"%s\"", path, name), hint);
    } else if (values.containsKey(name)) {
      problems.add(
          place,
          String.format(Locale.ROOT, "%s has \"%s\" twice", path, name),
          "the other is further up");
    } else {
      values.put(name, tuple.getValueNode());
      places.put(name, place);
    }
  }

  boolean has(Key key) {
    return values.containsKey(key.name());
  }

  /** Returns where a key stands, or where the mapping starts. */
  Optional<Mark> place(Key key) {
    return places.getOrDefault(key.name(), start);
  }

  long whole(Key.Whole key) {
    Optional<String> text = scalar(key);
    if (text.isPresent()) {
      try {
        long value = Long.parseLong(text.get().replace("_", ""));
        if (value >= key.least() && value <= key.most()) {
          return value;
        }
        refuse(key, text.get());
      } catch (NumberFormatException e) {
        refuse(key, text.get(), "a whole number, " + key.allowed());
      }
    }
    return key.value() == null ? key.least() : key.value();
  }

  double real(Key.Real key) {
    Optional<String> text = scalar(key);
    if (text.isPresent()) {
      try {
        double value = Double.parseDouble(text.get());
        if (value >= key.least() && value <= key.most()) {
          return value;
        }
      } catch (NumberFormatException e) {
        // told below with what is allowed
      }
      refuse(key, text.get());
    }
    return key.value() == null ? key.least() : key.value();
  }

  String text(Key.Text key) {
    Optional<String> text = scalar(key);
    if (text.isPresent()) {
      if (key.pattern().matcher(text.get()).matches()) {
        return text.get();
      }
      refuse(key, text.get());
    }
    return key.value();
  }

  String choice(Key.Choice key) {
    Optional<String> text = scalar(key);
    if (text.isPresent()) {
      if (key.words().contains(text.get())) {
        return text.get();
      }
      refuse(key, text.get());
    }
    return key.value();
  }

  List<String> choices(Key.Choices key) {
    List<String> chosen = list(key);
    if (chosen == null || chosen.isEmpty()) {
      if (chosen != null) {
        refuse(key, EMPTY);
      }
      return key.value() == null ? List.of() : key.value();
    }
    Set<String> once = new LinkedHashSet<>();
    for (String word : chosen) {
      if (!key.words().contains(word) || !once.add(word)) {
        refuse(key, chosen.toString());
        break;
      }
    }
    return List.copyOf(once);
  }

  List<String> texts(Key.Texts key) {
    List<String> texts = list(key);
    if (texts == null) {
      return List.of();
    }
    if (texts.isEmpty() && key.required()) {
      refuse(key, EMPTY);
    }
    return texts;
  }

  /** Returns where the i-th value of a list stands. */
  Optional<Mark> place(Key.Texts key, int i) {
    Node node = values.get(key.name());
    Node element = node instanceof SequenceNode sequence ? sequence.getValue().get(i) : node;
    return element == null ? place(key) : element.getStartMark();
  }

  /** Adds a problem at the i-th value of a list. */
  void problem(Key.Texts key, int i, String what, String hint) {
    problems.add(place(key, i), what, hint);
  }

  /** Returns the values of those keys that stand here and are right. */
  Map<String, JsonNode> json(List<Key> keys) {
    Map<String, JsonNode> given = new TreeMap<>();
    for (Key each : keys) {
      if (each instanceof Key.Json key && has(key)) {
        Optional<JsonNode> value = YamlJson.of(values.get(key.name())).filter(key.valid());
        if (value.isPresent()) {
          given.put(key.name(), value.get());
        } else {
          refuse(key, YamlJson.describe(values.get(key.name())));
        }
      }
    }
    return given;
  }

  /**
   * Returns the mapping below a key; a missing one is empty, and a problem where it is required.
   */
  Fields block(Key.Block key) {
    Node node = values.get(key.name());
    if (node == null) {
      requirePresent(key);
      node = new MappingNode(Tag.MAP, List.of(), org.snakeyaml.engine.v2.common.FlowStyle.BLOCK);
    }
    return new Fields(below(key), node, key.keys(), problems);
  }

  List<Fields> blocks(Key.Blocks key) {
    List<Fields> blocks = new ArrayList<>();
    if (values.get(key.name()) instanceof SequenceNode sequence) {
      for (int i = 0; i < sequence.getValue().size(); i++) {
        blocks.add(
            new Fields(
                String.format(Locale.ROOT, "%s[%d]", below(key), i),
                sequence.getValue().get(i),
                key.keys(),
                problems));
      }
    } else if (has(key)) {
      refuse(key, "no list");
    }
    return blocks;
  }

  /** Reads every value that stands here, for the sake of its problems. */
  void check(List<Key> keys) {
    for (Key each : keys) {
      if (has(each)) {
        if (each instanceof Key.Whole key) {
          whole(key);
        } else if (each instanceof Key.Real key) {
          real(key);
        } else if (each instanceof Key.Text key) {
          text(key);
        } else if (each instanceof Key.Choice key) {
          choice(key);
        } else if (each instanceof Key.Choices key) {
          choices(key);
        } else if (each instanceof Key.Texts key) {
          texts(key);
        }
      }
    }
  }

  /** Adds a problem at a key. */
  void problem(Key key, String what, String hint) {
    problems.add(place(key), what, hint);
  }

  String path() {
    return path;
  }

  private Optional<String> scalar(Key key) {
    Node node = values.get(key.name());
    if (node == null) {
      requirePresent(key);
      return Optional.empty();
    }
    if (node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
      return Optional.of(scalar.getValue());
    }
    refuse(key, node instanceof ScalarNode ? EMPTY : "no single value");
    return Optional.empty();
  }

  private List<String> list(Key key) {
    Node node = values.get(key.name());
    if (node == null) {
      requirePresent(key);
      return null;
    }
    List<Node> nodes = node instanceof SequenceNode sequence ? sequence.getValue() : List.of(node);
    List<String> texts = new ArrayList<>();
    boolean right = true;
    for (Node each : nodes) {
      if (each instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
        texts.add(scalar.getValue());
        if (key instanceof Key.Texts && scalar.getValue().isBlank()) {
          right = false;
          problems.add(
              each.getStartMark(),
              String.format(
                  Locale.ROOT, "%s has an empty text, must be %s", below(key), key.allowed()),
              key.meaning());
        }
      } else {
        right = false;
        boolean empty = each instanceof ScalarNode;
        problems.add(
            each.getStartMark(),
            String.format(
                Locale.ROOT,
                "%s %s, must be %s",
                below(key),
                empty ? "has no value here" : "is not a list of texts",
                key.allowed()),
            key.meaning());
      }
    }
    return right ? texts : null;
  }

  private void requirePresent(Key key) {
    if (key.standard().equals("required")) {
      problems.add(
          start,
          String.format(Locale.ROOT, "%s needs \"%s\"", path, key.name()),
          key.meaning() + ": " + key.allowed());
    }
  }

  private void refuse(Key key, String found) {
    refuse(key, found, key.allowed());
  }

  private void refuse(Key key, String found, String allowed) {
    Optional<Mark> mark = Optional.ofNullable(values.get(key.name())).flatMap(Node::getStartMark);
    problems.add(
        mark.isPresent() ? mark : place(key),
        String.format(
            Locale.ROOT,
            "%s is %s, must be %s",
            below(key),
            found.isBlank() ? EMPTY : shortened(found),
            allowed),
        key.meaning());
  }

  private static String shortened(String found) {
    return found.length() <= LONGEST_SHOWN ? found : found.substring(0, LONGEST_SHOWN) + "...";
  }

  private String below(Key key) {
    return path.equals(RecipeReader.ROOT) ? key.name() : path + "." + key.name();
  }

  private static String names(List<Key> keys) {
    return String.join(", ", keys.stream().map(Key::name).toList());
  }
}
