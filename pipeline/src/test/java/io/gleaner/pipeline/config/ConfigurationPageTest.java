package io.gleaner.pipeline.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Holds docs/configuration.md to the code. Write it anew: {@code GLEANER_WRITE_PAGES=1 mvn -pl
 * pipeline -am test -Dtest=ConfigurationPageTest -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class ConfigurationPageTest {
  private static final Path PAGE = Path.of("../docs/configuration.md");

  @Test
  void page_isWhatTheKeysSay() throws IOException {
    if (System.getenv("GLEANER_WRITE_PAGES") != null) {
      Files.writeString(PAGE, page());
    }
    assertThat(Files.readString(PAGE)).isEqualTo(page());
  }

  @ParameterizedTest
  @ValueSource(strings = {"quickstart.yaml", "lvd142m.yaml"})
  void read_everyRecipeOfTheProject_isUsable(String file) throws IOException {
    assertThat(RecipeReader.read(Path.of("../configs", file)).curated()).isNotEmpty();
  }

  @Test
  void schema_isTheOneInDocs() throws IOException {
    Path file = Path.of("../docs/recipe.schema.json");
    if (System.getenv("GLEANER_WRITE_PAGES") != null) {
      Files.writeString(file, RecipeSchema.json().toPrettyString() + "\n");
    }
    assertThat(new ObjectMapper().readTree(Files.readString(file)))
        .isEqualTo(new ObjectMapper().readTree(RecipeSchema.json().toString()));
  }

  @Test
  void read_recipeThatOnlyDeduplicates_hasNoSets() throws IOException {
    Recipe recipe = RecipeReader.read(Path.of("../configs/deduplicate.yaml"));
    assertThat(recipe.curated()).isEmpty();
    assertThat(recipe.cluster()).isNull();
  }

  private static String page() {
    StringBuilder page =
        new StringBuilder(
            """
            # Configuration

            A recipe is one YAML file. Unknown keys, wrong values and contradictions are refused before any work, all at once, each with file, line and
            column, what was found and what is allowed. Then all sources and encoders that are not there are told at once, with the path where each was looked for.
            `gleaner run CONFIG --dry-run` does both, prints the recipe as it was resolved, and says what each stage would do and why ([command line](cli.md#before-a-run)).
            `--set KEY=VALUE` gives another value for one run ([command line](cli.md#another-value-for-one-run)). This page is generated from the code.

            A path that begins with `./` starts in the recipe's folder: `./data/pool` lies beside the recipe, `./../pool` beside its folder. Any other relative path
            starts in the working directory. This holds for images, encoders and `output`; `run.json` holds the recipe with the paths as they were resolved, and
            the working directory ([formats](formats.md)).

            **Variables.** A path may name variables of the environment: `${DATA}/pool`, or `${DATA:-data}/pool`, which is `data/pool` where `DATA` is unset or empty.
            `$${` stands for `${` itself. Other values have no variables.

            **Recipes on recipes.** `include: base.yaml` takes all of another recipe, and this file's keys go over it: blocks key by key, curated sets by their names, other values whole;
            `null` takes a key away. Paths of `include` start in the folder of the file that they stand in. In an included file, paths with `./` start in its own folder.

            ```yaml
            include: base.yaml
            name: stricter
            dedup: { threshold: 0.9 }
            curated:
              - { name: shoes, per_query: 8 }     # the set shoes of base.yaml, with another per_query
            ```

            **One value for all sets.** `defaults:` holds keys that each curated set takes where it does not have them itself. `per_query` of the defaults does nothing for a set
            that retrieves by cluster, and is no mistake there.

            ```yaml
            defaults: { retrieve: cluster, per_cluster: 100, per_query: 4 }
            curated:
              - { name: hats, images: [hats] }
              - { name: shoes, images: [shoes], retrieve: sample }
            ```

            **In an editor.** [recipe.schema.json](recipe.schema.json) is a JSON Schema of recipes, which `gleaner schema` prints too. Editors with a YAML language server complete and check by it
            where a recipe begins with `# yaml-language-server: $schema=PATH`. It does not tell which keys are required, since they may be in an included recipe.

            **Embeddings made elsewhere.** `embeddings` in place of `images` names vectors that another program has made of the pool, an evaluation set or a curated set
            ([what is read](formats.md#embeddings-that-are-read)). If all sources are embeddings, leave `encoder` out. If only some are, `encoder` must be the network that made them:
            Gleaner refuses other numbers of components before any work, but cannot tell two networks of one size apart. `dedup.encoder` is then `same`. Limits do not apply to them, but `rejected_share`.

                pool: { embeddings: [out/img_emb], id: key, image: image_path, carry: [caption, url] }
                curated:
                  - { name: flowers, embeddings: [flowers.npy], retrieve: sample }
            """);
    for (Map.Entry<String, List<Key>> block : RecipeReader.blocks(Schema.FILE_KEYS).entrySet()) {
      page.append("\n## ")
          .append(block.getKey().isEmpty() ? "The recipe" : "`" + block.getKey() + "`")
          .append("\n\n| key | meaning | allowed | default |\n|---|---|---|---|\n");
      for (Key key : block.getValue()) {
        page.append(
            String.format(
                Locale.ROOT,
                "| `%s` | %s | %s | %s |\n",
                key.name(),
                cell(key.meaning()),
                cell(key.allowed()),
                cell(key.standard())));
      }
    }
    return page.toString();
  }

  private static String cell(String text) {
    return text == null ? "" : text.replace("|", "\\|");
  }
}
