package io.gleaner.pipeline.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecipeReaderTest {
  private static final String LEAST =
      """
      name: least
      pool: { images: [pool] }
      encoder: { model: encoder }
      """;

  @Test
  void parse_leastRecipe_hasTheDefaults() {
    Recipe recipe = RecipeReader.parse("least.yaml", LEAST);
    assertThat(recipe.output()).isEqualTo("runs/least");
    assertThat(recipe.seed()).isZero();
    assertThat(recipe.limits()).isEqualTo(new Recipe.Limits(100_000_000, 100_000_000, 8, 20));
    assertThat(recipe.encoder())
        .isEqualTo(
            new Recipe.EncoderBlock(
                "encoder", 64, "auto", "auto", "fp32", "auto", false, OptionalInt.empty()));
    assertThat(recipe.dedup())
        .isEqualTo(
            new Recipe.DedupBlock(
                "same",
                4,
                64,
                0.6,
                OptionalDouble.empty(),
                new Recipe.SearchBlock("auto", OptionalInt.empty(), 2_000, 8, 16, 200, 100),
                List.of("pixels", "bytes", "id"),
                OptionalLong.empty(),
                "split",
                null));
    assertThat(recipe.cluster()).isNull();
    assertThat(recipe.curated()).isEmpty();
  }

  @Test
  void parse_everyKeySet_isInTheRecipe() {
    Recipe recipe =
        RecipeReader.parse(
            "all.yaml",
            """
            name: all
            seed: 7
            output: elsewhere
            pool: { images: [a, b], carry: [url] }
            decoder: java
            limits: { pixels: 11, bytes: 12, smallest_side: 13, aspect_ratio: 1.5 }
            encoder: { model: m, batch: 3, device: "cuda:1,cuda:0", linear: mkl, precision: bf16, pooling: cls_mean, normalize: true, resolution: 448 }
            dedup:
              encoder: copies.pt
              perceptual_distance: -1
              neighbours: 5
              threshold: 0.7
              floor: 0.3
              index: exact
              cells: 40
              rows_per_cell: 2000
              nprobe: 3
              hnsw: { links: 8, construction_beam: 50, search_beam: 60 }
              keep: [id]
              largest_component: 9
              on_large_component: fail
              against: { images: [test], threshold: 0.4 }
            cluster: { clusters: 6, iterations: 4, start: random, tolerance: 0.01, points_per_centroid: 10, exact_up_to: 5, probed_groups: 2 }
            retrieval: { index: hnsw, nprobe: 4, hnsw: { links: 9, construction_beam: 51, search_beam: 61 } }
            curated:
              - name: one
                task: retrieval
                images: [c]
                carry: [caption]
                retrieve: [sample, cluster]
                per_query: 2
                collisions: refill
                more_than: 1
                per_cluster: 20
                cap: 30
            """);
    assertThat(recipe)
        .isEqualTo(
            new Recipe(
                "all",
                7,
                "elsewhere",
                new Recipe.Pool(List.of("a", "b"), List.of("url")),
                new Recipe.Limits(11, 12, 13, 1.5),
                "java",
                new Recipe.EncoderBlock(
                    "m", 3, "cuda:1,cuda:0", "mkl", "bf16", "cls_mean", true, OptionalInt.of(448)),
                new Recipe.DedupBlock(
                    "copies.pt",
                    -1,
                    5,
                    0.7,
                    OptionalDouble.of(0.3),
                    new Recipe.SearchBlock("exact", OptionalInt.of(40), 2000, 3, 8, 50, 60),
                    List.of("id"),
                    OptionalLong.of(9),
                    "fail",
                    new Recipe.Against(List.of("test"), 0.4)),
                new Recipe.ClusterBlock(6, 4, "random", 0.01, 10, 5, 2),
                new Recipe.SearchBlock("hnsw", OptionalInt.empty(), 10_000, 4, 9, 51, 61),
                List.of(
                    new Recipe.CuratedSet(
                        "one",
                        "retrieval",
                        List.of("c"),
                        List.of("caption"),
                        List.of("sample", "cluster"),
                        2,
                        "refill",
                        1,
                        20,
                        30))));
  }

  @Test
  void parse_twoMistakes_reportsBothWithPlaceAndRemedy() {
    String text =
        LEAST
            + """
              dedup:
                treshold: 0.6
              curated:
                - { name: shoes, images: [s], retrieve: sample, per_query: 0 }
              """;
    assertThatThrownBy(() -> RecipeReader.parse("bad.yaml", text))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("bad.yaml:5:3: dedup has no key \"treshold\"")
        .hasMessageContaining("did you mean \"threshold\"")
        .hasMessageContaining("bad.yaml:7:62: curated[0].per_query is 0, must be 1 to 1000")
        .hasMessageContaining("2 problems; nothing was run");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name: [a] | name",
        "seed: many | seed is",
        "pool: { images: [] } | images",
        "encoder: { model: m, device: gpu } | device is",
        "dedup: { threshold: 2 } | threshold is 2, must be -1 to 1",
        "dedup: { threshold: 0.5, floor: 0.6 } | dedup.floor is 0.6, must be at most 0.5",
        "dedup: { keep: [size] } | pixels",
        "dedup: { index: ivf } | auto | exact",
        "cluster: { iterations: 3 } | clusters",
        "curated: [{ name: a, images: [b], retrieve: cluster }] | no cluster block",
        "curated: [{ name: a, images: [b], retrieve: as_is, cap: 3 }] | does nothing",
        "curated: [{ name: ../a, images: [b], retrieve: as_is }] | name is",
        "pool: here | pool",
        "nam: x | nam",
      })
  void parse_oneMistake_isNamed(String line, String named) {
    String key = line.substring(0, line.indexOf(':'));
    StringBuilder text = new StringBuilder(line).append('\n');
    LEAST
        .lines()
        .filter(each -> !each.startsWith(key + ":"))
        .forEach(each -> text.append(each).append('\n'));
    assertThatThrownBy(() -> RecipeReader.parse("bad.yaml", text.toString()))
        .isInstanceOf(RecipeException.class)
        .hasMessageStartingWith("bad.yaml:1:")
        .hasMessageContaining(named.strip());
  }

  @Test
  void parse_noYamlOrNothing_isSaid() {
    assertThatThrownBy(() -> RecipeReader.parse("bad.yaml", "name: [a"))
        .hasMessageContaining("not YAML");
    assertThatThrownBy(() -> RecipeReader.parse("bad.yaml", ""))
        .hasMessageContaining("the file is empty");
  }
}
