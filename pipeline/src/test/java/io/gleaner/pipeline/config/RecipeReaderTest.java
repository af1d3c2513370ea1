package io.gleaner.pipeline.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    assertThat(recipe.limits()).isEqualTo(new Recipe.Limits(100_000_000, 100_000_000, 8, 20, 0.5));
    assertThat(recipe.encoder())
        .isEqualTo(
            new Recipe.EncoderBlock(
                "encoder",
                64,
                "auto",
                "auto",
                "fp32",
                "auto",
                false,
                OptionalInt.empty(),
                Optional.empty()));
    assertThat(recipe.dedup())
        .isEqualTo(
            new Recipe.DedupBlock(
                "same",
                Optional.empty(),
                4,
                64,
                0.6,
                OptionalDouble.empty(),
                new Recipe.SearchBlock("auto", OptionalInt.empty(), 2_000, 8, 16, 200, 100),
                List.of("pixels", "bytes", "id"),
                OptionalLong.empty(),
                "split",
                null,
                new Recipe.CuratedCopies("keep", 0.6)));
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
            decoder: java
            decode: scaled
            pool: { images: [a, b], image_column: jpg, carry: [url AS source_url] }
            limits: { pixels: 11, bytes: 12, smallest_side: 13, aspect_ratio: 1.5, rejected_share: 0.25 }
            encoder: { model: m, batch: 3, device: "cuda:1,cuda:0", linear: mkl, precision: bf16, pooling: cls_mean, normalize: true, resolution: 448, preprocessing: { size: { shortest_edge: 9 }, image_mean: [0.1, 0, 1] } }
            dedup:
              encoder: copies.pt
              preprocessing: { crop: 30, interpolation: lanczos }
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
              against: { images: [test], image_column: img, threshold: 0.4 }
              curated: { near_copies: remove, threshold: 0.8 }
            cluster: { clusters: 6, iterations: 4, start: random, tolerance: 0.01, points_per_centroid: 10, exact_up_to: 5, probed_groups: 2 }
            retrieval: { index: hnsw, nprobe: 4, hnsw: { links: 9, construction_beam: 51, search_beam: 61 } }
            curated:
              - name: one
                task: retrieval
                images: [c]
                image_column: picture
                carry: [caption]
                retrieve: [sample, cluster]
                per_query: 2
                collisions: refill
                more_than: 1
                per_cluster: 20
                cap: 30
                min_similarity: 0.25
            decisions: review.csv
            """);
    assertThat(recipe)
        .isEqualTo(
            new Recipe(
                "all",
                7,
                "elsewhere",
                new Recipe.Pool(List.of("a", "b"), "jpg", List.of("url AS source_url")),
                new Recipe.Limits(11, 12, 13, 1.5, 0.25),
                "java",
                "scaled",
                new Recipe.EncoderBlock(
                    "m",
                    3,
                    "cuda:1,cuda:0",
                    "mkl",
                    "bf16",
                    "cls_mean",
                    true,
                    OptionalInt.of(448),
                    Optional.of("{\"image_mean\":[0.1,0,1],\"size\":{\"shortest_edge\":9}}")),
                new Recipe.DedupBlock(
                    "copies.pt",
                    Optional.of("{\"crop\":30,\"interpolation\":\"lanczos\"}"),
                    -1,
                    5,
                    0.7,
                    OptionalDouble.of(0.3),
                    new Recipe.SearchBlock("exact", OptionalInt.of(40), 2000, 3, 8, 50, 60),
                    List.of("id"),
                    OptionalLong.of(9),
                    "fail",
                    new Recipe.Against(List.of("test"), "img", 0.4),
                    new Recipe.CuratedCopies("remove", 0.8)),
                new Recipe.ClusterBlock(6, 4, "random", 0.01, 10, 5, 2),
                new Recipe.SearchBlock("hnsw", OptionalInt.empty(), 10_000, 4, 9, 51, 61),
                List.of(
                    new Recipe.CuratedSet(
                        "one",
                        "retrieval",
                        List.of("c"),
                        "picture",
                        List.of("caption"),
                        List.of("sample", "cluster"),
                        2,
                        "refill",
                        1,
                        20,
                        30,
                        0.25)),
                List.of("review.csv")));
  }

  @Test
  void parse_curatedThresholdOfCopiesThatAreKept_isRefused() {
    assertThatThrownBy(
            () -> RecipeReader.parse("r.yaml", LEAST + "dedup: { curated: { threshold: 0.7 } }"))
        .hasMessageContaining("dedup.curated.threshold does nothing")
        .hasMessageContaining("near_copies: remove");
    assertThat(
            RecipeReader.parse(
                    "r.yaml", LEAST + "dedup: { threshold: 0.9, curated: { near_copies: remove } }")
                .dedup()
                .curated())
        .isEqualTo(new Recipe.CuratedCopies("remove", 0.9));
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
        "curated: [{ name: a, images: [b], retrieve: as_is, min_similarity: 0 }] | belongs to"
            + " retrieve: sample or cluster",
        "curated: [{ name: a, images: [b], retrieve: sample, min_similarity: 1.5 }] |"
            + " curated[0].min_similarity is 1.5, must be -1 to 1",
        "curated: [{ name: ../a, images: [b], retrieve: as_is }] | name is",
        "pool: here | pool",
        "nam: x | nam",
        "pool: { images: '' } | pool.images has an empty text, must be a list of folders",
        "pool: { images: ' ' } | pool.images has an empty text",
        "pool: { images: [a, ''] } | pool.images has an empty text",
        "pool: { images: } | pool.images has no value here",
        "pool: { images: [a, ~] } | pool.images has no value here",
        "pool: { images: { a: b } } | pool.images is not a list of texts",
        "pool: { images: [a], image_column: '' } | pool.image_column is empty",
        "pool: { images: [a], carry: [''] } | pool.carry has an empty text",
        "pool: { images: [a], carry: [width] } | carry it as \"width AS source_width\"",
        "pool: { images: [a], carry: [Key] } | has a column \"key\" of its own; carry it as \"Key"
            + " AS source_key\"",
        "pool: { images: [a], carry: [url AS Embedding] } | \"embedding\" of its own",
        "pool: { images: [a], carry: [url, URL] } | is carried twice",
        "pool: { images: [a], carry: [url, url] } | is carried twice",
        "pool: { images: [a], carry: [url, link as URL] } | is carried twice",
        "pool: | pool must be a mapping",
        "encoder: { model: '' } | encoder.model is empty, must be a checkpoint folder",
        "encoder: { model: ~ } | encoder.model is empty",
        "encoder: { model: m, batch: } | encoder.batch is empty, must be 1 to 4096",
        "output: '' | output is empty, must be a path",
        "limits: { rejected_share: 1.5 } | limits.rejected_share is 1.5, must be 0 to 1",
        "curated: ~ | curated is no list",
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
  void parse_listWithSeveralBadTexts_namesEach() {
    assertThatThrownBy(
            () ->
                RecipeReader.parse(
                    "bad.yaml", "name: x\npool: { images: [~, '', a] }\nencoder: { model: m }\n"))
        .hasMessageContaining("bad.yaml:2:18: pool.images has no value here")
        .hasMessageContaining("bad.yaml:2:21: pool.images has an empty text")
        .hasMessageContaining("2 problems");
  }

  @Test
  void parse_noYamlOrNothing_isSaid() {
    assertThatThrownBy(() -> RecipeReader.parse("bad.yaml", "name: [a"))
        .hasMessageContaining("not YAML");
    assertThatThrownBy(() -> RecipeReader.parse("bad.yaml", ""))
        .hasMessageContaining("the file is empty");
    assertThatThrownBy(() -> RecipeReader.parse("bad.yaml", "---\n"))
        .hasMessageContaining("1 problem;");
  }

  @Test
  void parse_twoSourcesCarryNamesThatDifferInCaseAlone_isRefusedAtTheSecond() {
    String text =
        """
        name: cases
        pool: { images: [pool], carry: [caption] }
        encoder: { model: encoder }
        curated:
          - { name: a, images: [b], retrieve: as_is, carry: [caption, text AS Caption] }
          - { name: c, images: [d], retrieve: as_is, carry: [Caption] }
        """;
    assertThatThrownBy(() -> RecipeReader.parse("cases.yaml", text))
        .hasMessageContaining("cases.yaml:5:63: curated[0].carry: \"Caption\" is carried twice")
        .hasMessageContaining("cases.yaml:6:54: curated[1].carry: another source carries")
        .hasMessageContaining("carry it as \"Caption AS caption\"");
  }

  @Test
  void parse_emptyText_hasACaretBelowIt() {
    assertThatThrownBy(
            () ->
                RecipeReader.parse(
                    "bad.yaml",
                    """
                    name: bad
                    pool: { images: "" }
                    encoder: { model: m }
                    """))
        .hasMessageContaining("bad.yaml:2:17: pool.images has an empty text")
        .hasMessageContaining(
            """
                pool: { images: "" }
                                ^ where the images are
            """);
  }

  @ParameterizedTest
  @ValueSource(ints = {33, 2_000, 60_000})
  void parse_nestedTooDeep_isRefusedAtThatDepth(int depth) {
    String flow = "name: " + "[".repeat(depth) + "]".repeat(depth);
    assertThatThrownBy(() -> RecipeReader.parse("deep.yaml", flow))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("deep.yaml:1:38: the file nests deeper than 32")
        .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(600));
  }

  @Test
  void parse_nestedAsDeepAsIsRead_isRefusedForWhatItIs() {
    String flow = "name: " + "[".repeat(31) + "]".repeat(31);
    assertThatThrownBy(() -> RecipeReader.parse("deep.yaml", flow))
        .hasMessageContaining("name is no single value");
  }

  @Test
  void parse_blocksNestedTooDeep_isRefused() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      text.append(" ".repeat(i)).append("a:\n");
    }
    assertThatThrownBy(() -> RecipeReader.parse("deep.yaml", text.toString()))
        .hasMessageContaining("deep.yaml:33:33: the file nests deeper than 32");
  }

  @Test
  void parse_aliases_standForWhatTheyName() {
    Recipe recipe =
        RecipeReader.parse(
            "alias.yaml",
            """
            name: alias
            pool: { images: &where [a, b] }
            encoder: { model: m }
            curated:
              - { name: c, images: *where, retrieve: as_is }
            """);
    assertThat(recipe.curated().get(0).images()).containsExactly("a", "b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pool: { images: *nowhere } | not YAML: found undefined alias nowhere",
        "pool: &a { images: [a], more: *a } | pool has no key \"more\"",
        "pool: &a { images: *a } | pool.images is not a list of texts",
        "curated: &a [ *a ] | must be a mapping",
        "name: x%0Aname: y | a recipe has \"name\" twice",
        "<<: { name: x } | a recipe needs \"pool\"",
        "pool:%0A%09images: [a] | not YAML",
        "? [a, b]%0A: c | a recipe has no key \"(not a text)\"",
        "--- a%0A--- b | not YAML",
        "name: \"a%00b\" | not YAML",
        "[] | a recipe must be a mapping",
        "# nothing | the file is empty",
        "~ | the file is empty",
        "--- | the file is empty",
        "---%0A# nothing | the file is empty",
      })
  void parse_yamlOfAnotherKind_isNamed(String line, String named) {
    String text = line.replace("%0A", "\n").replace("%09", "\t").replace("%00", "\0");
    assertThatThrownBy(() -> RecipeReader.parse("bad.yaml", text))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining(named.strip());
  }

  @Test
  void read_byteOrderMark_isNoPartOfTheFirstKey(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("bom.yaml"), "\uFEFF" + LEAST);
    assertThat(RecipeReader.read(file).name()).isEqualTo("least");
  }

  @Test
  void read_noUtf8_isRefusedWithLineAndByte(@TempDir Path folder) throws IOException {
    Path latin = folder.resolve("latin.yaml");
    Files.write(latin, "name: x\noutput: d\u00e9j\u00e0\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> RecipeReader.read(latin))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("latin.yaml:2: byte 17 is 0xe9, which is no UTF-8");
    Path wide = folder.resolve("wide.yaml");
    Files.write(wide, LEAST.getBytes(StandardCharsets.UTF_16));
    assertThatThrownBy(() -> RecipeReader.read(wide)).hasMessageContaining("is no UTF-8");
  }

  @Test
  void parse_fractionWhereAWholeNumberIsMeant_saysSo() {
    assertThatThrownBy(
            () ->
                RecipeReader.parse(
                    "f.yaml",
                    """
                    name: f
                    pool: { images: [a] }
                    encoder: { model: m }
                    dedup: { neighbours: 3.7 }
                    """))
        .hasMessageContaining("dedup.neighbours is 3.7, must be a whole number, 1 to 1024");
  }
}
