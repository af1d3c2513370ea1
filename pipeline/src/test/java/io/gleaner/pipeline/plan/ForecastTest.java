package io.gleaner.pipeline.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;

import io.gleaner.pipeline.config.Recipe;
import io.gleaner.pipeline.config.RecipeReader;
import io.gleaner.pipeline.config.Setting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ForecastTest {
  private static final Rates RATES = new Rates(0.01, 2, 4e-11, MachineConstants.FIRST_PIPELINE);
  private static final List<String> STAGES =
      List.of(
          "embed",
          "hash",
          "neighbours",
          "deduplicate",
          "cluster",
          "retrieve",
          "manifest",
          "report");
  private static final Capacity LAPTOP = new Capacity(2, 6L << 30, 24L << 30, 100L << 30);

  private static Recipe quickstart(String... settings) throws IOException {
    return RecipeReader.read(
        Path.of("../configs/quickstart.yaml"), Stream.of(settings).map(Setting::parse).toList());
  }

  private static Sizes sizes(double pool) {
    return new Sizes(
        pool,
        30,
        Map.of("shoes", 18.0, "hats", 18.0, "dresses", 14.0, "accessories", 36.0),
        0,
        12,
        192,
        0);
  }

  private static List<StageForecast> stages(Recipe recipe, double pool, int workers) {
    return new Forecast(
            recipe,
            sizes(pool),
            Assumptions.of(0, 0.2, 0.3),
            RATES,
            workers,
            22L << 20,
            1L << 20,
            LAPTOP.heapBytes())
        .stages(STAGES);
  }

  private static StageForecast stage(List<StageForecast> stages, String name) {
    return stages.stream().filter(stage -> stage.stage().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void counts_quickstart_followTheRulesOfTheSets() throws IOException {
    ExpectedCounts counts =
        ExpectedCounts.of(quickstart(), sizes(600), Assumptions.of(0, 0.2, 0.5));
    assertThat(counts.left()).isEqualTo(480);
    assertThat(counts.queries()).isEqualTo(18 + 36);
    // hats: half of min(24, 18 / 2) clusters, 10 images of each; accessories: of 36 / 3, cap 30
    assertThat(counts.composition())
        .extracting(row -> row.dataset() + " " + row.retrieval() + " " + row.kept())
        .containsExactly(
            "shoes sample 72",
            "hats cluster 40",
            "dresses as is 14",
            "accessories sample 72",
            "accessories cluster 30");
  }

  @Test
  void manifest_setsThatDrawIndependently_isTheirUnion() throws IOException {
    ExpectedCounts counts =
        ExpectedCounts.of(quickstart(), sizes(600), Assumptions.of(0, 0.2, 0.5));
    SplittableRandom random = new SplittableRandom(0);
    double pictures = 0;
    int rounds = 2000;
    for (int round = 0; round < rounds; round++) {
      Set<Integer> union = new HashSet<>();
      for (int drawn : List.of(72, 40, 72, 30)) {
        Set<Integer> set = new HashSet<>();
        while (set.size() < drawn) {
          set.add(random.nextInt(480));
        }
        union.addAll(set);
      }
      pictures += (14.0 + union.size()) / rounds;
    }
    assertThat(counts.manifest()).isCloseTo(pictures, withPercentage(1));
  }

  @Test
  void counts_setsThatWantMoreThanThereIs_getWhatThereIs() throws IOException {
    ExpectedCounts counts =
        ExpectedCounts.of(
            quickstart("curated.shoes.per_query=1000"), sizes(100), Assumptions.of(0, 0.2, 1));
    assertThat(counts.composition().get(0).retrieved()).isEqualTo(18_000);
    assertThat(counts.composition().get(0).kept()).isEqualTo(80);
    assertThat(counts.manifest()).isEqualTo(14 + 80);
  }

  @Test
  void manifest_withoutSets_isWhatIsLeft() throws IOException {
    Recipe recipe = quickstart("curated=null");
    ExpectedCounts counts = ExpectedCounts.of(recipe, sizes(600), Assumptions.of(0, 0.2, 0.3));
    assertThat(counts.manifest()).isEqualTo(480);
    assertThat(stage(stages(recipe, 600, 2), "manifest").in()).isEqualTo(480);
  }

  @Test
  void stages_moreWorkers_takeLessTimeAndTheSameWork() throws IOException {
    StageForecast two = stage(stages(quickstart(), 1e6, 2), "neighbours");
    StageForecast eight = stage(stages(quickstart(), 1e6, 8), "neighbours");
    assertThat(eight.coreHours()).isEqualTo(two.coreHours());
    assertThat(eight.seconds()).isBetween(two.seconds() / 4, two.seconds() / 3);
  }

  @Test
  void stages_moreWorkersThanUnits_waitForTheUnits() throws IOException {
    double twelve = stage(stages(quickstart(), 1e4, 12), "embed").seconds();
    assertThat(stage(stages(quickstart(), 1e4, 100), "embed").seconds())
        .isCloseTo(twelve, withPercentage(0.1));
  }

  @Test
  void stages_ofAName_haveNothingToCost() throws IOException {
    List<StageForecast> other =
        new Forecast(
                quickstart(),
                sizes(10),
                Assumptions.of(0, 0, 0),
                RATES,
                1,
                0,
                0,
                LAPTOP.heapBytes())
            .stages(List.of("a stage of tomorrow"));
    assertThat(other.get(0).seconds()).isEqualTo(1);
    assertThat(other.get(0).diskBytes()).isZero();
  }

  @Test
  void misfits_whatIsSmall_fits() throws IOException {
    assertThat(Misfits.of(stages(quickstart(), 1e4, 2), LAPTOP, 2)).isEmpty();
  }

  @Test
  void misfits_heapThatIsTooSmall_namesTheStageAndTheOptionThatHelps() throws IOException {
    List<StageForecast> stages = stages(quickstart("dedup.cells=1"), 1e7, 2);
    assertThat(Misfits.of(stages, LAPTOP, 2))
        .singleElement(org.assertj.core.api.InstanceOfAssertFactories.STRING)
        .startsWith("neighbours: ")
        .contains("2 workers of", "of 6.0 GiB", "GLEANER_JAVA_OPTIONS=-Xmx");
  }

  @Test
  void misfits_moreWorkersThanProcessors_askOnlyForTheDriver() throws IOException {
    List<StageForecast> stages = stages(quickstart("dedup.cells=1"), 1e7, 64);
    assertThat(Misfits.of(stages, LAPTOP, 64)).isEmpty();
    Capacity small = new Capacity(2, 16L << 20, 0, -1);
    assertThat(Misfits.of(stages, small, 64)).hasSize(1).first().asString().contains("the driver");
  }

  @Test
  void misfits_diskThatIsTooSmall_countsWhatIsRemovedAgain() throws IOException {
    List<StageForecast> stages = stages(quickstart(), 1e6, 2);
    long most = Misfits.disk(stages);
    StageForecast neighbours = stage(stages, "neighbours");
    assertThat(most)
        .isGreaterThan(neighbours.asideBytes() + stage(stages, "embed").diskBytes())
        .isLessThan(stages.stream().mapToLong(each -> each.diskBytes() + each.asideBytes()).sum());
    assertThat(Misfits.of(stages, new Capacity(2, 6L << 30, 0, most - 1), 2))
        .singleElement(org.assertj.core.api.InstanceOfAssertFactories.STRING)
        .startsWith("disk: ");
    assertThat(Misfits.of(stages, new Capacity(2, 6L << 30, 0, most), 2)).isEmpty();
    assertThat(Misfits.of(stages, new Capacity(2, 6L << 30, 0, -1), 2)).isEmpty();
  }

  @Test
  void misfits_memoryThatIsTooSmall_isTold() throws IOException {
    assertThat(Misfits.of(stages(quickstart(), 1e4, 2), new Capacity(2, 6L << 30, 6L << 30, -1), 2))
        .singleElement(org.assertj.core.api.InstanceOfAssertFactories.STRING)
        .startsWith("embed: networks and pixels take 24.0 MiB");
  }

  @Test
  void assumptions_sharesThatAreNone_areRefused() {
    assertThatThrownBy(() -> Assumptions.of(0, 1.5, 0.3)).hasMessageContaining("removed is 1.5");
    assertThatThrownBy(() -> Assumptions.of(Double.NaN, 0, 0.3)).hasMessageContaining("rejected");
  }

  @Test
  void amounts_areRoundedToWhatIsRead() {
    assertThat(Amount.bytes(0)).isEqualTo("0 B");
    assertThat(Amount.bytes(1536)).isEqualTo("1.5 KiB");
    assertThat(Amount.bytes(250L << 30)).isEqualTo("250 GiB");
    assertThat(Amount.time(119.94)).isEqualTo("119.9 s");
    assertThat(Amount.time(600)).isEqualTo("10 min");
    assertThat(Amount.time(10_000)).isEqualTo("2.8 h");
    assertThat(Amount.time(1e6)).isEqualTo("11.6 days");
  }
}
