package io.gleaner.pipeline.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingTest {
  private static final String RECIPE =
      """
      name: r
      pool: &pool { images: [pool], carry: [url] }
      encoder: { model: encoder }
      dedup:
        threshold: 0.8
        against: { images: [evaluation] }
      curated:
        - { name: shoes, images: [shoes], retrieve: sample, per_query: 3 }
        - { name: hats.v2, images: [hats], retrieve: as_is }
      """;

  private static Recipe parse(String... settings) {
    return RecipeReader.parse("r.yaml", RECIPE, Stream.of(settings).map(Setting::parse).toList());
  }

  @Test
  void parse_settings_areAsIfTheyStoodInTheFile() {
    Recipe recipe =
        parse(
            "seed=7",
            "dedup.threshold=0.9",
            "dedup.hnsw.links=32",
            "pool.images=[a, b]",
            "cluster={clusters: 5}",
            "curated.shoes.per_query=2",
            "curated.hats.v2.retrieve=[as_is, cluster]",
            "curated.hats.v2.cap=9");
    assertThat(recipe)
        .isEqualTo(
            RecipeReader.parse(
                "by-hand.yaml",
                RECIPE
                    .replace("name: r", "name: r\nseed: 7\ncluster: {clusters: 5}")
                    .replace("images: [pool]", "images: [a, b]")
                    .replace("threshold: 0.8", "threshold: 0.9\n  hnsw: {links: 32}")
                    .replace("per_query: 3", "per_query: 2")
                    .replace("retrieve: as_is", "retrieve: [as_is, cluster], cap: 9")));
    assertThat(recipe.curated().get(1).cap()).isEqualTo(9);
  }

  @Test
  void parse_oneKeyTwice_takesTheLast() {
    assertThat(parse("seed=7", "seed=8").seed()).isEqualTo(8);
  }

  @Test
  void parse_null_leavesTheKeyOut() {
    assertThat(parse("dedup.against=null").dedup().against()).isNull();
    assertThat(parse("dedup.threshold=~").dedup().threshold()).isEqualTo(0.6);
  }

  @Test
  void parse_pathsBesideNothing_startInTheWorkingDirectory() {
    String here = Path.of("").toAbsolutePath().toString();
    Recipe recipe = parse("output=./out", "pool.images=[./a, b, .]", "encoder.model=./m");
    assertThat(recipe.output()).isEqualTo(here + "/out");
    assertThat(recipe.pool().images()).containsExactly(here + "/a", "b", here);
    assertThat(recipe.encoder().model()).isEqualTo(here + "/m");
  }

  @Test
  void of_textThatYamlTakesForOther_isTheText() {
    Setting output = Setting.of("--output", "output", "a: *b");
    assertThat(RecipeReader.parse("r.yaml", RECIPE, List.of(output)).output()).isEqualTo("a: *b");
  }

  @Test
  void parse_valueOfAnAnchor_changesThatPlaceAlone() {
    String twice =
        "{name: r, encoder: {model: m}, pool: {images: [p]},"
            + " cluster: {clusters: 3}, curated: [&s {name: a, images: [x], retrieve: sample}]}";
    assertThat(
            RecipeReader.parse("r", twice, List.of(Setting.parse("curated.a.per_query=9")))
                .curated()
                .get(0)
                .perQuery())
        .isEqualTo(9);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dedup.threshold=2|dedup.threshold is 2, must be -1 to 1|",
        "dedup.treshold=0.5|dedup has no key \"treshold\"|did you mean \"threshold\"",
        "dedupe.threshold=0.5|a recipe has no key \"dedupe\"|did you mean \"dedup\"",
        "seed=|seed is empty, must be|",
        "seed=one|seed is one, must be a whole number|",
        "seed.x=1|seed is no single value|",
        "dedup.threshold.x=1|threshold has no key \"x\" below it|",
        "dedup=3|dedup must be a mapping|",
        "pool.images=*.tar|not YAML|",
        "pool.images=null|pool needs \"images\"|",
        "curated.shoos.per_query=2|no curated set is named \"shoos\"|one of shoes, hats.v2",
        "curated.shoes.per_querry=2|curated[0] has no key \"per_querry\"|\"per_query\"",
        "curated.shoes.cap=2|curated[0].cap does nothing: the set retrieves by sample|",
        "curated.x=2|names no curated set|",
      })
  void parse_wrongSetting_isToldAtTheOption(String setting, String problem, String hint) {
    assertThatThrownBy(() -> parse(setting))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining(problem)
        .hasMessageContaining(hint == null ? "" : hint)
        .hasMessageEndingWith("1 problem; nothing was run\n")
        .satisfies(
            wrong -> {
              if (!setting.equals("pool.images=null")) { // what is missing is missing in the file
                assertThat(wrong.getMessage()).startsWith("--set " + setting + ": ");
              }
            });
  }

  @Test
  void parse_problemsOfFileAndOptions_areToldTogether() {
    assertThatThrownBy(
            () ->
                RecipeReader.parse(
                    "r.yaml",
                    RECIPE.replace("threshold: 0.8", "threshold: 8"),
                    List.of(Setting.parse("seed=x"), Setting.parse("name=/"))))
        .hasMessageContaining("r.yaml:5:14: dedup.threshold is 8")
        .hasMessageContaining("--set seed=x: seed is x")
        .hasMessageContaining("--set name=/: name is /")
        .hasMessageContaining("3 problems");
  }

  @ParameterizedTest
  @CsvSource({"dedup.threshold", "=3"})
  void parse_noKeyOrNoValue_isRefused(String text) {
    assertThatThrownBy(() -> Setting.parse(text)).hasMessageContaining("must be KEY=VALUE");
  }
}
