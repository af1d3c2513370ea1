package io.gleaner.pipeline.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import io.gleaner.pipeline.config.Recipe;
import io.gleaner.pipeline.config.RecipeReader;
import io.gleaner.pipeline.config.Setting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The formulas against docs/scale.md, whose figures of 1.3 billion images are computed by another
 * program ({@code docs/measure/scale_formulas.py}) from the same page.
 */
class StageFormulasTest {
  private static final double TIB = 0x1p40;
  private static final double GIB = 0x1p30;
  private static final double MIB = 0x1p20;
  private static final long HEAP = 4L << 30;

  /** Rates of docs/scale.md, section 4: a pair is 0.0039 ns a component and 0.2 ns. */
  private static final Rates RATES =
      new Rates(0.01, 0, (0.0039 * 512 + 0.2) * 1e-9 / 512, MachineConstants.FIRST_PIPELINE);

  private static Recipe recipe(String... settings) throws IOException {
    return RecipeReader.read(
        Path.of("../configs/lvd142m.yaml"), Stream.of(settings).map(Setting::parse).toList());
  }

  private static StageFormulas paper(double images, long heap) throws IOException {
    Recipe recipe =
        recipe("curated.imagenet-22k.collisions=share", "curated.imagenet-1k-train.per_query=4");
    Sizes sizes = new Sizes(images, 0, Map.of("imagenet-22k", 15e6), 0, 0, 512, 0);
    Assumptions assumed = new Assumptions(0, 0, 0.3, 5, 0.5);
    return new StageFormulas(
        recipe, sizes, assumed, RATES, ExpectedCounts.of(recipe, sizes, assumed), heap);
  }

  @Test
  void neighbours_ofThePaper_areAsInScaleMd() throws IOException {
    Cost cost = paper(1.3e9, HEAP).of("neighbours");
    assertThat(cost.coreSeconds() / 3600).isCloseTo(705.1, withPercentage(1));
    assertThat(cost.aside()).isCloseTo(19.6 * TIB, withPercentage(1));
    assertThat(cost.shuffled()).isCloseTo(629.6 * GIB, withPercentage(1));
    assertThat(cost.driver()).isCloseTo(518 * MIB, withPercentage(1));
    assertThat(cost.thread()).isCloseTo(591 * MIB, withPercentage(1)); // of 5 neighbours, not 64
  }

  @Test
  void deduplicate_ofThePaper_isAsInScaleMd() throws IOException {
    Cost cost = paper(1.3e9, HEAP).of("deduplicate");
    assertThat(cost.shuffled()).isCloseTo(309.9 * GIB, withPercentage(1));
    assertThat(cost.aside()).isCloseTo(58.1 * GIB, withPercentage(1));
    assertThat(cost.thread()).isCloseTo(381.5 * MIB, withPercentage(1));
  }

  @Test
  void deduplicate_edgesThatFitIntoTheHeap_areDecidedByTheDriver() throws IOException {
    Cost small = paper(10_000_000, 16L << 30).of("deduplicate");
    assertThat(small.driver()).isCloseTo(44 * 5e6 + 250 * 1e7, withPercentage(1e-9));
    assertThat(small.shuffled()).isZero();
    assertThat(small.serialSeconds()).isPositive();
    assertThat(paper(10_000_000, 1L << 30).of("deduplicate").driver()).isZero();
  }

  @Test
  void cluster_ofThePaper_isAsInScaleMd() throws IOException {
    Cost cost = paper(1.3e9, HEAP).of("cluster");
    assertThat(cost.driver()).isCloseTo(781.2 * MIB, withPercentage(1));
    assertThat(cost.thread()).isCloseTo(978.1 * MIB, withPercentage(1));
    assertThat(cost.aside()).isCloseTo(49.4 * GIB, withPercentage(1));
    // 13 iterations are expected, where the page has all 20 that the recipe allows.
    assertThat(cost.coreSeconds() / 3600).isBetween(14.6 * 0.8, 14.6);
  }

  @Test
  void cluster_sampleThatFitsIntoTheHeap_isHeldByTheDriver() throws IOException {
    Cost held = paper(1e6, 16L << 30).of("cluster");
    assertThat(held.driver()).isCloseTo(2 * 1e6 * (4 * 512 + 24), withPercentage(1e-9));
    assertThat(held.aside()).isZero();
  }

  @Test
  void retrieve_ofThePaper_isAsInScaleMd() throws IOException {
    StageFormulas formulas = paper(1.3e9, HEAP);
    Cost cost = formulas.of("retrieve");
    double assigned = 15e6 * 100_000 * 512 * RATES.pairSeconds() / 3600; // section 2: q K (a d + b)
    assertThat(cost.coreSeconds() / 3600 - assigned).isCloseTo(54.9, withPercentage(1));
    assertThat(cost.aside()).isCloseTo(3.4 * TIB, withPercentage(2));
  }

  @Test
  void compared_aboveExactUpTo_goesThroughGroups() throws IOException {
    assertThat(StageFormulas.compared(recipe("cluster.clusters=8192").cluster())).isEqualTo(8192);
    assertThat(StageFormulas.compared(recipe().cluster()))
        .isCloseTo(316 + 8 * 100_000 / 316.0, withPercentage(1e-9));
  }

  @Test
  void embed_anyImages_isTheirTimeAndTheWarmUp() throws IOException {
    Recipe recipe = recipe();
    Sizes sizes = new Sizes(1000, 200, Map.of("imagenet-22k", 50.0), 0, 10, 384, 512);
    Assumptions assumed = Assumptions.of(0.1, 0.2, 0.3);
    Rates rates = new Rates(0.02, 3, 1e-11, 3);
    Cost cost =
        new StageFormulas(
                recipe, sizes, assumed, rates, ExpectedCounts.of(recipe, sizes, assumed), HEAP)
            .of("embed");
    assertThat(cost.coreSeconds()).isCloseTo(1250 * 0.02 + 3, withPercentage(1e-9));
    assertThat(cost.kept()).isBetween(1125 * 4.0 * (384 + 512), 1125 * (4.0 * (384 + 512) + 200));
  }

  @Test
  void embed_embeddingsMadeElsewhere_areReadAndWrittenAndTakeNoNetwork() throws IOException {
    Recipe recipe = recipe();
    Assumptions assumed = Assumptions.of(0, 0.2, 0.3);
    Sizes some = new Sizes(1e6, 0, Map.of("imagenet-22k", 50.0), 1e6, 10, 384, 0);
    Rates rates = new Rates(0.02, 0, 1e-11, 2 * MachineConstants.FIRST_PIPELINE);
    Cost cost =
        new StageFormulas(
                recipe, some, assumed, rates, ExpectedCounts.of(recipe, some, assumed), HEAP)
            .of("embed");
    double row = MachineConstants.GIVEN_ROW + 4 * 384 * MachineConstants.GIVEN_BYTE;
    assertThat(cost.coreSeconds()).isCloseTo(50 * 0.02 + 2 * 1e6 * row, withPercentage(1e-9));
  }

  @Test
  void start_searchByCells_takesLonger() throws IOException {
    assertThat(paper(1.3e9, HEAP).start("neighbours"))
        .isGreaterThan(paper(90_000, HEAP).start("neighbours") + 1);
    assertThat(paper(1.3e9, HEAP).start("report")).isEqualTo(MachineConstants.start("report"));
  }

  @Test
  void search_oneCell_isAllPairs() throws IOException {
    SearchFormula search = new SearchFormula(100, 16, new Rates(1, 0, 1e-9, 3), 1);
    var block = recipe("dedup.rows_per_cell=1000").dedup().search();
    Cost cost = search.of(500, 500, 3, block, true);
    double pairs = 500.0 * 500 * 100 * 1e-9;
    double reading = 2 * 4.0 * 100 * 500 / 1.3e8;
    double deciding = 500 * (1.17e-5 + 3 * 2e-7);
    assertThat(cost.coreSeconds()).isCloseTo(pairs + reading + deciding, withPercentage(1e-9));
    assertThat(cost.aside()).isZero();
    assertThat(cost.thread()).isCloseTo(500 * (6.0 * 100 + 16), withPercentage(1e-9));
    assertThat(search.of(0, 500, 3, block, false)).isEqualTo(Cost.NONE);
    assertThat(search.of(500, 0, 3, block, false)).isEqualTo(Cost.NONE);
  }
}
