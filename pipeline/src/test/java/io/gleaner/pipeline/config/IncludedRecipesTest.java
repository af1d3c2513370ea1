package io.gleaner.pipeline.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.pipeline.config.Recipe.CuratedSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recipes on recipes, variables in paths, and defaults of curated sets. */
class IncludedRecipesTest {
  private static final String BASE =
      """
      name: base
      seed: 7
      pool: { images: [./pool, data/more], carry: [url] }
      encoder: { model: ./encoder }
      dedup: { threshold: 0.8, floor: 0.4, against: { images: [./tests] } }
      cluster: { clusters: 10 }
      curated:
        - { name: shoes, images: [shoes], retrieve: sample, per_query: 4 }
        - { name: hats, images: [./hats], retrieve: cluster }
      """;

  @TempDir Path folder;

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return file;
  }

  private static Recipe read(Path file, Map<String, String> environment, String... settings)
      throws IOException {
    return RecipeReader.read(
        file, Stream.of(settings).map(Setting::parse).toList(), new Variables(environment::get));
  }

  private static Recipe read(Path file) throws IOException {
    return read(file, Map.of());
  }

  @Test
  void include_keysOfThisFile_goOverThoseOfTheOther() throws IOException {
    write("base/base.yaml", BASE);
    Path recipe =
        write(
            "mine.yaml",
            """
            include: base/base.yaml
            name: mine
            pool: { images: [./here] }
            dedup: { threshold: 0.9, against: null }
            curated:
              - { name: coats, images: [./coats], retrieve: as_is }
              - { name: shoes, per_query: 8 }
            """);
    Recipe read = read(recipe);
    assertThat(read.name()).isEqualTo("mine");
    assertThat(read.seed()).isEqualTo(7);
    assertThat(read.output()).isEqualTo("runs/mine");
    assertThat(read.pool().images()).containsExactly(folder + "/here");
    assertThat(read.pool().carry()).containsExactly("url");
    assertThat(read.encoder().model()).isEqualTo(folder + "/base/encoder");
    assertThat(read.dedup().threshold()).isEqualTo(0.9);
    assertThat(read.dedup().floor()).hasValue(0.4);
    assertThat(read.dedup().against()).isNull();
    assertThat(read.curated())
        .extracting(CuratedSet::name)
        .containsExactly("shoes", "hats", "coats");
    assertThat(read.curated().get(0).perQuery()).isEqualTo(8);
    assertThat(read.curated().get(0).images()).containsExactly("shoes");
    assertThat(read.curated().get(1).images()).containsExactly(folder + "/base/hats");
    assertThat(read.curated().get(2).images()).containsExactly(folder + "/coats");
  }

  @Test
  void include_several_laterGoesOverEarlier() throws IOException {
    write("base.yaml", BASE);
    write("seed.yaml", "seed: 8\ndedup: { threshold: 0.7 }\n");
    write("deep/more.yaml", "include: ../seed.yaml\nlimits: { pixels: 5 }\n");
    Recipe read = read(write("mine.yaml", "include: [base.yaml, deep/more.yaml]\nname: mine\n"));
    assertThat(read.seed()).isEqualTo(8);
    assertThat(read.dedup().threshold()).isEqualTo(0.7);
    assertThat(read.dedup().floor()).hasValue(0.4);
    assertThat(read.limits().pixels()).isEqualTo(5);
  }

  @Test
  void include_asResolved_isOneFileAgain() throws IOException {
    write("base.yaml", BASE);
    Recipe read = read(write("mine.yaml", "include: base.yaml\nname: mine\n"));
    assertThat(RecipeReader.parse("run.json", RecipeYaml.text(read))).isEqualTo(read);
  }

  @Test
  void include_problemsOfBothFiles_haveTheirOwnPlaces() throws IOException {
    Path base = write("base.yaml", BASE.replace("threshold: 0.8", "threshold: 8"));
    Path recipe = write("mine.yaml", "include: base.yaml\nname: mine\nseeds: 3\n");
    assertThatThrownBy(() -> read(recipe))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining(recipe + ":3:1: a recipe has no key \"seeds\"")
        .hasMessageContaining(base + ":5:21: dedup.threshold is 8, must be -1 to 1")
        .hasMessageContaining("    dedup: { threshold: 8, floor");
  }

  @Test
  void include_fileThatIsNotThere_isToldAtItsPlace() throws IOException {
    Path recipe = write("mine.yaml", "name: mine\ninclude: [no.yaml]\n");
    assertThatThrownBy(() -> read(recipe))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining(
            recipe + ":2:11: include: " + folder.resolve("no.yaml") + " does not exist");
  }

  @Test
  void include_itself_isToldAndEnds() throws IOException {
    write("b.yaml", "include: a.yaml\n");
    Path recipe = write("a.yaml", "include: b.yaml\nname: a\n");
    assertThatThrownBy(() -> read(recipe))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("includes itself: a.yaml includes b.yaml includes a.yaml");
  }

  @Test
  void include_noYaml_isToldInItsFile() throws IOException {
    Path base = write("base.yaml", "name: [a");
    Path recipe = write("mine.yaml", "include: base.yaml\n");
    assertThatThrownBy(() -> read(recipe)).hasMessageContaining(base + ":1:9: not YAML: ");
  }

  @Test
  void include_bySetting_isRefused() throws IOException {
    Path recipe = write("base.yaml", BASE);
    assertThatThrownBy(() -> read(recipe, Map.of(), "include=other.yaml"))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("--set include=other.yaml: include does nothing here");
  }

  @Test
  void setting_ofASetThatIsIncluded_goesOverBothFiles() throws IOException {
    write("base.yaml", BASE);
    Path recipe = write("mine.yaml", "include: base.yaml\nname: mine\n");
    assertThat(read(recipe, Map.of(), "curated.shoes.per_query=9").curated().get(0).perQuery())
        .isEqualTo(9);
  }

  @Test
  void variables_inPaths_areReplaced() throws IOException {
    Path recipe =
        write(
            "mine.yaml",
            """
            name: mine
            output: "${OUT}/${USER:-me}"
            pool: { images: ["${DATA:-./data}/a", "${EMPTY:-b}", "$${DATA}/c"], carry: ["${DATA}"] }
            encoder: { model: "${MODEL:-}m" }
            dedup: { encoder: "${MODEL:-copy}" }
            """);
    Recipe read = read(recipe, Map.of("OUT", "/o$1", "EMPTY", ""));
    assertThat(read.output()).isEqualTo("/o$1/me");
    assertThat(read.pool().images()).containsExactly(folder + "/data/a", "b", "${DATA}/c");
    assertThat(read.pool().carry()).containsExactly("${DATA}"); // no path
    assertThat(read.encoder().model()).isEqualTo("m");
    assertThat(read.dedup().encoder()).isEqualTo("copy");
    assertThat(RecipeReader.parse("again", RecipeYaml.text(read))).isEqualTo(read);
  }

  @Test
  void variables_notSetOrNotClosed_areToldAtTheirPlace() throws IOException {
    Path recipe =
        write(
            "mine.yaml",
            "name: mine\nencoder: { model: m }\npool:\n  images: ['${NONE}/a', '${b', '${1}']\n");
    assertThatThrownBy(() -> read(recipe))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining(recipe + ":4:12: the variable NONE is not set")
        .hasMessageContaining("^ set it, or write ${NONE:-DEFAULT}")
        .hasMessageContaining(":4:25: a variable in a path must be ${NAME} or ${NAME:-DEFAULT}")
        .hasMessageContaining(":4:32: a variable in a path must be");
  }

  @Test
  void defaults_ofSets_areTakenWhereTheyDoSomething() throws IOException {
    Path recipe =
        write(
            "mine.yaml",
            """
            name: mine
            encoder: { model: m }
            pool: { images: p }
            cluster: { clusters: 3 }
            defaults: { retrieve: cluster, cap: 9, per_query: 5, task: t, min_similarity: 0.3 }
            curated:
              - { name: a, images: [a] }
              - { name: b, images: [b], retrieve: sample, min_similarity: 0.1 }
              - { name: c, images: [c], retrieve: [as_is, sample], per_query: 2, task: other }
              - { name: d, images: [d], retrieve: as_is }
            """);
    List<CuratedSet> sets = read(recipe).curated();
    assertThat(sets)
        .extracting(CuratedSet::cap)
        .containsExactly(9, 1_000_000, 1_000_000, 1_000_000);
    assertThat(sets).extracting(CuratedSet::perQuery).containsExactly(4, 5, 2, 4);
    assertThat(sets).extracting(CuratedSet::minSimilarity).containsExactly(0.3, 0.1, 0.3, -1.0);
    assertThat(sets).extracting(CuratedSet::task).containsExactly("t", "t", "other", "t");
    assertThat(read(recipe, Map.of(), "defaults.cap=7").curated().get(0).cap()).isEqualTo(7);
  }

  @Test
  void defaults_thatAreWrong_areToldOnce() throws IOException {
    Path recipe =
        write(
            "mine.yaml",
            BASE.replace(
                "curated:", "defaults: { cap: none, images: [a], per_qery: 4 }\ncurated:"));
    assertThatThrownBy(() -> read(recipe))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining(recipe + ":7:18: defaults.cap is none, must be a whole number")
        .hasMessageContaining("defaults has no key \"images\"")
        .hasMessageContaining("did you mean \"per_query\"")
        .satisfies(told -> assertThat(told.getMessage().split("cap is none")).hasSize(2));
  }

  @Test
  void environment_linesOfSettings_areReadInOrder() {
    List<Setting> settings = Setting.ofEnvironment("GLEANER_SET", "seed=1\n\nname=x");
    assertThat(settings).extracting(Setting::path).containsExactly("seed", "name");
    assertThat(settings.get(0).option()).isEqualTo("GLEANER_SET seed=1");
    assertThat(Setting.ofEnvironment("GLEANER_SET", null)).isEmpty();
    assertThatThrownBy(() -> Setting.ofEnvironment("GLEANER_SET", "seed"))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("GLEANER_SET seed: must be KEY=VALUE");
  }

  @Test
  void alias_thatHoldsItself_isRefusedNotFollowed() throws IOException {
    Path recipe = write("mine.yaml", "name: mine\npool: &p { images: [*p] }\n");
    assertThatThrownBy(() -> read(recipe)).isInstanceOf(RecipeException.class);
  }
}
