package io.gleaner.pipeline.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeYamlTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Texts that YAML would take for something else, if they were written as they are. */
  private static final List<String> STRANGE =
      List.of(
          "a/b",
          "~",
          "null",
          "true",
          "0x1F",
          "1e3",
          "- a",
          "a: b",
          "*.tar",
          "#c",
          "ä'\"\\",
          "a\nb",
          "\u0007",
          " pad ",
          "{a}",
          "[0-9]*.tar",
          "!t",
          "&a",
          "%d",
          "@x",
          "`x`",
          "2001-01-01",
          "");

  @ParameterizedTest
  @ValueSource(strings = {"quickstart.yaml", "lvd142m.yaml"})
  void text_ofRecipesInConfigs_isReadToEqualRecipes(String file) throws IOException {
    Recipe recipe = RecipeReader.read(Path.of("../configs", file));
    String text = RecipeYaml.text(recipe);
    assertThat(RecipeReader.parse(file, text)).isEqualTo(recipe);
    assertThat(text).isEqualTo(RecipeYaml.text(RecipeReader.parse(file, text)));
  }

  @Test
  void text_everyKeyOfTheSchemaAtAnotherValueThanItsDefault_isReadToAnEqualRecipe()
      throws IOException {
    requireRoundTrip(Set.of(Schema.EMBEDDINGS, Schema.COLUMN, Schema.ID, Schema.IMAGE));
    requireRoundTrip(
        Set.of(Schema.IMAGES, Schema.IMAGE_COLUMN, Schema.DEDUP_ENCODER, Schema.PREPROCESSING));
  }

  /**
   * @param without keys that others exclude
   */
  private static void requireRoundTrip(Set<Key> without) throws IOException {
    ObjectNode all = JSON.createObjectNode();
    fill(all, Schema.KEYS, without);
    Recipe recipe = RecipeReader.parse("all.yaml", all.toString()); // JSON is YAML
    ObjectNode written = RecipeYaml.tree(recipe);
    for (Map.Entry<String, List<Key>> block : RecipeReader.blocks(Schema.KEYS).entrySet()) {
      for (Key key : block.getValue()) {
        boolean defaulted = key.equals(Schema.DEDUP) && without.contains(Schema.DEDUP_ENCODER);
        if (defaulted
            || without.contains(key)
            || without.contains(Schema.PREPROCESSING) && block.getKey().endsWith("preprocessing")) {
          continue;
        }
        String pointer =
            ("/" + block.getKey() + "/" + key.name())
                .replace("[]", "/0")
                .replace('.', '/')
                .replace("//", "/");
        assertThat(JSON.readTree(written.at(pointer).toString()))
            .as("%s, as it was given", pointer)
            .isEqualTo(JSON.readTree(all.at(pointer).toString()))
            .isNotEqualTo(MissingNode.getInstance());
      }
    }
    assertThat(RecipeReader.parse("again.yaml", RecipeYaml.text(recipe))).isEqualTo(recipe);
  }

  @Test
  void text_everyKey_keepsTheOrderOfTheSchema() {
    Recipe recipe =
        RecipeReader.parse("r", "{name: a, encoder: {model: m}, pool: {images: p}, seed: 3}");
    assertThat(RecipeYaml.text(recipe))
        .startsWith("name: a\nseed: 3\noutput: runs/a\npool:\n  images: [p]\nlimits:\n")
        .contains("\n  aspect_ratio: 20.0\n")
        .doesNotContain("cluster:", "curated:\n  - ", "preprocessing");
  }

  @Test
  void text_valuesThatYamlTakesForOthers_areReadAsTheyWere() {
    List<String> paths = STRANGE.stream().filter(text -> !text.isBlank()).toList();
    ObjectNode tree = JSON.createObjectNode().put("name", "1e3").put("output", "~/x: #y$$$${A}");
    tree.putObject("encoder").put("model", "null");
    ArrayNode images = tree.putObject("pool").putArray("images");
    paths.forEach(images::add);
    Recipe recipe = RecipeReader.parse("strange.yaml", tree.toString());
    assertThat(recipe.pool().images()).isEqualTo(paths);
    assertThat(recipe.output()).isEqualTo("~/x: #y$$${A}");
    assertThat(RecipeReader.parse("again.yaml", RecipeYaml.text(recipe))).isEqualTo(recipe);
  }

  private static void fill(ObjectNode block, List<Key> keys, Set<Key> without) {
    for (Key key : keys) {
      if (!without.contains(key)) {
        block.set(key.name(), other(key, without));
      }
    }
  }

  /** Returns a value that is right for a key and is not its default. */
  private static JsonNode other(Key key, Set<Key> without) {
    if (key instanceof Key.Whole whole) {
      long standard = whole.value() == null ? whole.least() : whole.value();
      return JSON.getNodeFactory().numberNode(standard == whole.most() ? 1 : standard + 1);
    }
    if (key instanceof Key.Real real) {
      double standard = real.value() == null ? real.least() : real.value();
      return JSON.getNodeFactory().numberNode(standard + (real.most() - standard) / 4);
    }
    if (key instanceof Key.Text text) {
      return Stream.of("other", "cuda:1", "b.c")
          .filter(each -> matches(text.pattern(), each))
          .map(each -> (JsonNode) JSON.getNodeFactory().textNode(each))
          .findFirst()
          .orElseThrow();
    }
    if (key instanceof Key.Choice choice) {
      String word =
          choice.words().stream().filter(each -> !each.equals(choice.value())).findFirst().get();
      return word.equals("true")
          ? JSON.getNodeFactory().booleanNode(true)
          : JSON.getNodeFactory().textNode(word);
    }
    if (key instanceof Key.Choices choices) {
      List<String> words = new ArrayList<>(choices.words());
      java.util.Collections.reverse(words);
      return JSON.valueToTree(words);
    }
    if (key instanceof Key.Texts) {
      return JSON.valueToTree(List.of("one", "two"));
    }
    if (key instanceof Key.Json json) {
      List<Object> candidates =
          List.of(true, 5, "lanczos", "squash", List.of(3, 224, 224), List.of(9, 8), 0.25);
      return candidates.stream()
          .map(each -> (JsonNode) JSON.valueToTree(each))
          .filter(json.valid())
          .findFirst()
          .orElseThrow();
    }
    ObjectNode block = JSON.createObjectNode();
    if (key instanceof Key.Block inner) {
      fill(block, inner.keys(), without);
      return block;
    }
    fill(block, ((Key.Blocks) key).keys(), without);
    return JSON.createArrayNode().add(block);
  }

  private static boolean matches(Pattern pattern, String text) {
    return pattern.matcher(text).matches();
  }
}
