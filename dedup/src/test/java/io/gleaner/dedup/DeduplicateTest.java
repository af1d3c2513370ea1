package io.gleaner.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.dedup.near.Edge;
import io.gleaner.dedup.near.EdgeBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeduplicateTest {
  private static final DedupConfig CONFIG = DedupConfig.DEFAULTS;

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
  void decide_randomEvidence_agreesWithStagesByDefinition(long seed) {
    RandomEvidence evidence = RandomEvidence.random(seed);
    var oracle = new StagesByDefinition(CONFIG, evidence.pool);
    oracle.fold(Kind.EXACT, evidence.exact, 0);
    oracle.fold(Kind.PERCEPTUAL, evidence.perceptual, 1 - 5 / 64f);
    oracle.fold(Kind.NEAR, evidence.near, CONFIG.threshold());
    oracle.discard(
        Stream.concat(evidence.near.stream(), evidence.against.stream()).toList(),
        evidence.evaluation);
    Decision decision =
        Deduplicate.decide(CONFIG, evidence.pool.size(), evidence.edges(0), evidence.pool::get);
    assertThat(decision.duplicates()).as("seed %d", seed).isEqualTo(oracle.duplicates());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 1_000})
  void decide_edgesInAnotherOrder_decidesTheSame(int largest) {
    RandomEvidence evidence = RandomEvidence.random(largest);
    DedupConfig config = CONFIG.withLargestComponent(largest);
    Decision one =
        Deduplicate.decide(config, evidence.pool.size(), evidence.edges(1), evidence.pool::get);
    Decision other =
        Deduplicate.decide(config, evidence.pool.size(), evidence.edges(2), evidence.pool::get);
    assertThat(one).isEqualTo(other);
    assertThat(one.duplicates()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 1_000})
  void decide_anyLimit_keepsOneImageForEachThatLeaves(int largest) {
    RandomEvidence evidence = RandomEvidence.random(17);
    DedupConfig config = CONFIG.withLargestComponent(largest);
    Decision decision =
        Deduplicate.decide(config, evidence.pool.size(), evidence.edges(0), evidence.pool::get);
    var gone = new TreeSet<String>();
    decision.duplicates().forEach(row -> assertThat(gone.add(row.id())).isTrue());
    for (Duplicate row : decision.duplicates()) {
      assertThat(gone).doesNotContain(row.keptId());
      assertThat(evidence.evaluation.contains(row.keptId())).isEqualTo(row.kind() == Kind.RELATIVE);
    }
    for (Edge edge : evidence.against) {
      if (edge.similarity() > config.againstThreshold()) {
        assertThat(gone)
            .as("%s, though above the threshold", edge)
            .contains(edge.a().startsWith("eval") ? edge.b() : edge.a());
      }
    }
  }

  @Test
  void decide_chainOfAllKinds_namesTheImageThatStaysAndTheWeakestEvidence() {
    Map<String, Candidate> pool = pool("a:10", "b:10", "c:20", "d:30", "e:5");
    Edges edges =
        Edges.NONE
            .withExact(blocks(new Edge("a", "b", 1)))
            .withPerceptual(blocks(new Edge("a", "c", 1 - 2 / 64f)))
            .withNear(blocks(new Edge("c", "d", 0.7f), new Edge("b", "e", 0.9f)));
    Decision decision = Deduplicate.decide(CONFIG, 5, edges, pool::get);
    assertThat(decision.duplicates())
        .containsExactly(
            new Duplicate("a", "d", Kind.NEAR, 0.7f, 4),
            new Duplicate("b", "d", Kind.NEAR, 0.7f, 4),
            new Duplicate("c", "d", Kind.NEAR, 0.7f, 4));
    assertThat(decision.components())
        .containsExactly(
            new Component("a", Kind.EXACT, 2, 1, "a", Component.State.WHOLE),
            new Component("a", Kind.PERCEPTUAL, 3, 1 - 2 / 64f, "c", Component.State.WHOLE),
            new Component("c", Kind.NEAR, 4, 0.7f, "d", Component.State.WHOLE));
  }

  @Test
  void decide_keptImageLeavesForAnEvaluationImage_takesItsDuplicatesAlong() {
    Map<String, Candidate> pool = pool("a:10", "b:20", "c:5");
    Edges edges =
        Edges.NONE
            .withNear(blocks(new Edge("a", "b", 0.8f), new Edge("b", "c", 0.5f)))
            .withAgainst(blocks(Edge.of("b", "test1", 0.47f)), id -> id.startsWith("test"));
    Decision decision = Deduplicate.decide(CONFIG, 3, edges, pool::get);
    assertThat(decision.duplicates())
        .containsExactly(
            new Duplicate("a", "test1", Kind.RELATIVE, 0.47f, 4),
            new Duplicate("b", "test1", Kind.RELATIVE, 0.47f, 4),
            new Duplicate("c", "test1", Kind.RELATIVE, 0.47f, 4));
    assertThat(decision.components())
        .contains(new Component("b", Kind.RELATIVE, 4, 0.47f, "test1", Component.State.WHOLE));
  }

  @Test
  void decide_twoEvaluationImagesEquallyNear_namesTheSmallerId() {
    Edges edges =
        Edges.NONE.withAgainst(
            blocks(new Edge("a", "t1", 0.9f), new Edge("a", "t0", 0.9f), new Edge("a", "t2", 0.5f)),
            id -> id.startsWith("t"));
    assertThat(Deduplicate.decide(CONFIG, 1, edges, pool("a:1")::get).duplicates())
        .containsExactly(new Duplicate("a", "t0", Kind.RELATIVE, 0.9f, 4));
  }

  @Test
  void decide_similarityAtTheThreshold_isNotAbove() {
    Map<String, Candidate> pool = pool("a:1", "b:1", "c:1", "d:1");
    Edges edges =
        Edges.NONE
            .withPerceptual(blocks(new Edge("c", "d", 1 - 5 / 64f)))
            .withNear(blocks(new Edge("a", "b", 0.6f)))
            .withAgainst(blocks(new Edge("d", "t", 0.45f)), "t"::equals);
    assertThat(Deduplicate.decide(CONFIG, 4, edges, pool::get).duplicates()).isEmpty();
  }

  @Test
  void decide_again_needsOnlyTheSameEdges() {
    Map<String, Candidate> pool = pool("a:1", "b:2", "c:1");
    Edges edges =
        Edges.NONE
            .withPerceptual(blocks(new Edge("a", "b", 1 - 3 / 64f)))
            .withNear(blocks(new Edge("a", "b", 0.9f), new Edge("b", "c", 0.5f)));
    assertThat(removed(CONFIG, edges, pool)).containsExactly("a PERCEPTUAL");
    assertThat(removed(CONFIG.withPerceptualDistance(2), edges, pool)).containsExactly("a NEAR");
    assertThat(removed(CONFIG.withThreshold(0.48f), edges, pool))
        .containsExactly("a PERCEPTUAL", "c NEAR");
    assertThat(removed(CONFIG.withPerceptualDistance(-1).withThreshold(0.95f), edges, pool))
        .isEmpty();
    assertThat(removed(CONFIG.withKeep(List.of()), edges, pool)).containsExactly("b PERCEPTUAL");
  }

  @Test
  void decide_aThousandCopies_areOneComponentAboveTheLimit() {
    Map<String, Candidate> pool = new TreeMap<>();
    List<Edge> copies = new ArrayList<>();
    IntStream.range(0, 3_000)
        .mapToObj(each -> String.format(Locale.ROOT, "i%04d", each))
        .forEach(id -> pool.put(id, new Candidate(id, 100, 10)));
    IntStream.range(1, 3_000)
        .forEach(i -> copies.add(new Edge("i0000", String.format(Locale.ROOT, "i%04d", i), 1)));
    DedupConfig config = CONFIG.withOnLargeComponent(OnLargeComponent.FAIL);
    for (Edges edges :
        List.of(
            Edges.NONE.withExact(blocks(copies.toArray(Edge[]::new))),
            Edges.NONE.withPerceptual(blocks(copies.toArray(Edge[]::new))))) {
      Decision decision = Deduplicate.decide(config, 3_000, edges, pool::get);
      assertThat(decision.duplicates())
          .hasSize(2_999)
          .allMatch(row -> row.keptId().equals("i0000") && row.componentSize() == 3_000);
      assertThat(decision.components())
          .singleElement()
          .extracting(Component::state)
          .isEqualTo(Component.State.LARGE);
    }
  }

  @Test
  void decide_chainAtTheLimit_isWhole() {
    Map<String, Candidate> pool = pool("a:1", "b:2", "c:3", "d:4", "e:5");
    Decision decision = Deduplicate.decide(CONFIG.withLargestComponent(5), 5, chain(), pool::get);
    assertThat(decision.components())
        .containsExactly(new Component("a", Kind.NEAR, 5, 0.61f, "e", Component.State.WHOLE));
  }

  @Test
  void decide_copiesBehindAnImage_countInSizeButDoNotSplit() {
    Map<String, Candidate> pool = pool("a:1", "b:1", "c:1", "d:9");
    Edges edges =
        Edges.NONE
            .withExact(blocks(new Edge("a", "b", 1), new Edge("a", "c", 1)))
            .withNear(blocks(new Edge("a", "d", 0.9f)));
    Decision decision = Deduplicate.decide(CONFIG.withLargestComponent(2), 4, edges, pool::get);
    assertThat(decision.duplicates()).hasSize(3).allMatch(row -> row.keptId().equals("d"));
    assertThat(decision.components())
        .containsExactly(
            new Component("a", Kind.EXACT, 3, 1, "a", Component.State.LARGE),
            new Component("a", Kind.NEAR, 4, 0.9f, "d", Component.State.LARGE));
  }

  @Test
  void decide_chainAboveTheLimit_isSplitAndReported() {
    Map<String, Candidate> pool = pool("a:1", "b:2", "c:3", "d:4", "e:5");
    Decision decision = Deduplicate.decide(CONFIG.withLargestComponent(3), 5, chain(), pool::get);
    assertThat(decision.duplicates())
        .containsExactly(
            new Duplicate("a", "c", Kind.NEAR, 0.8f, 3),
            new Duplicate("b", "c", Kind.NEAR, 0.8f, 3),
            new Duplicate("d", "e", Kind.NEAR, 0.7f, 2));
    assertThat(decision.components())
        .containsExactly(
            new Component("a", Kind.NEAR, 5, 0.61f, "e", Component.State.SPLIT),
            new Component("a", Kind.NEAR, 3, 0.8f, "c", Component.State.PART),
            new Component("d", Kind.NEAR, 2, 0.7f, "e", Component.State.PART));
  }

  @Test
  void decide_chainAboveTheLimitKept_isReportedWhole() {
    Map<String, Candidate> pool = pool("a:1", "b:2", "c:3", "d:4", "e:5");
    DedupConfig config = CONFIG.withLargestComponent(3).withOnLargeComponent(OnLargeComponent.KEEP);
    Decision decision = Deduplicate.decide(config, 5, chain(), pool::get);
    assertThat(decision.duplicates()).hasSize(4).allMatch(row -> row.keptId().equals("e"));
    assertThat(decision.components())
        .containsExactly(new Component("a", Kind.NEAR, 5, 0.61f, "e", Component.State.LARGE));
  }

  @Test
  void decide_chainAboveTheLimitFails_namesComponentAndRemedy() {
    Map<String, Candidate> pool = pool("a:1", "b:2", "c:3", "d:4", "e:5");
    DedupConfig config = CONFIG.withLargestComponent(3).withOnLargeComponent(OnLargeComponent.FAIL);
    assertThatThrownBy(() -> Deduplicate.decide(config, 5, chain(), pool::get))
        .isInstanceOf(LargeComponentException.class)
        .hasMessage(
            "near component a has 5 distinct images (5 with their copies), largest_component is 3;"
                + " its weakest edge is 0.61: raise the threshold to that or above, raise"
                + " largest_component, or set on_large_component to split or keep");
  }

  @Test
  void decide_largeComponentWithAnEvaluationImage_losesOnlyThePartsThatTouchIt() {
    Map<String, Candidate> pool = pool("a:1", "b:2", "c:3", "d:4", "e:5");
    Edges edges = chain().withAgainst(blocks(new Edge("d", "t", 0.5f)), "t"::equals);
    DedupConfig config = CONFIG.withThreshold(0.95f).withLargestComponent(3);
    Decision decision = Deduplicate.decide(config, 5, edges, pool::get);
    assertThat(decision.duplicates())
        .containsExactly(
            new Duplicate("d", "t", Kind.RELATIVE, 0.5f, 3),
            new Duplicate("e", "t", Kind.RELATIVE, 0.5f, 3));
    assertThat(decision.components())
        .containsExactly(
            new Component("a", Kind.RELATIVE, 5, 0.61f, "t", Component.State.SPLIT),
            new Component("d", Kind.RELATIVE, 3, 0.5f, "t", Component.State.PART));
    DedupConfig fails = config.withOnLargeComponent(OnLargeComponent.FAIL);
    assertThatThrownBy(() -> Deduplicate.decide(fails, 5, edges, pool::get))
        .isInstanceOf(LargeComponentException.class)
        .hasMessageStartingWith("relative component a has 5 distinct images");
    DedupConfig keeps = config.withOnLargeComponent(OnLargeComponent.KEEP);
    assertThat(Deduplicate.decide(keeps, 5, edges, pool::get).duplicates()).hasSize(5);
  }

  @Test
  void decide_largeComponentWithoutAnEvaluationImage_isNoMatterOfRelativeDeduplication() {
    Map<String, Candidate> pool = pool("a:1", "b:2", "c:3", "d:4", "e:5");
    DedupConfig config =
        CONFIG
            .withThreshold(0.95f)
            .withLargestComponent(3)
            .withOnLargeComponent(OnLargeComponent.FAIL);
    Decision decision = Deduplicate.decide(config, 5, chain(), pool::get);
    assertThat(decision).isEqualTo(new Decision(List.of(), List.of()));
  }

  @Test
  void decide_noEdges_keepsEverything() {
    assertThat(Deduplicate.decide(CONFIG, 0, Edges.NONE, id -> null))
        .isEqualTo(new Decision(List.of(), List.of()));
  }

  @Test
  void decide_edgeOfAnUnknownImage_namesIt() {
    Edges edges = Edges.NONE.withNear(blocks(new Edge("a", "ghost", 0.9f)));
    assertThatThrownBy(() -> Deduplicate.decide(CONFIG, 1, edges, pool("a:1")::get))
        .hasMessage("an edge names ghost, which is not in the pool");
  }

  @Test
  void decide_evaluationImageWhereNoneBelongs_isRefused() {
    Edges inPool =
        Edges.NONE.withNear(blocks(new Edge("a", "t", 0.9f))).withAgainst(List.of(), "t"::equals);
    assertThatThrownBy(() -> Deduplicate.decide(CONFIG, 1, inPool, pool("a:1")::get))
        .hasMessage("an edge within the pool names t, an evaluation image");
    Edges without = Edges.NONE.withAgainst(blocks(new Edge("a", "b", 0.9f)), "t"::equals);
    assertThatThrownBy(() -> Deduplicate.decide(CONFIG, 1, without, pool("a:1")::get))
        .hasMessage("edge a - b has no evaluation images, must have one");
  }

  private static Edges chain() {
    return Edges.NONE.withNear(
        blocks(
            new Edge("a", "b", 0.9f),
            new Edge("b", "c", 0.8f),
            new Edge("c", "d", 0.61f),
            new Edge("d", "e", 0.7f)));
  }

  private static List<String> removed(
      DedupConfig config, Edges edges, Map<String, Candidate> pool) {
    return Deduplicate.decide(config, pool.size(), edges, pool::get).duplicates().stream()
        .map(row -> row.id() + " " + row.kind())
        .toList();
  }

  private static List<EdgeBlock> blocks(Edge... edges) {
    return List.of(EdgeBlock.of(List.of(edges)));
  }

  /** Images as "id:pixels". */
  private static Map<String, Candidate> pool(String... images) {
    Map<String, Candidate> pool = new TreeMap<>();
    for (String image : images) {
      String[] parts = image.split(":", 2);
      pool.put(parts[0], new Candidate(parts[0], Long.parseLong(parts[1]), 1));
    }
    return pool;
  }

  @Test
  void fitsInMemory_smallHeap_takesFewerEdges() {
    long gibibyte = 1L << 30;
    assertThat(Deduplicate.fitsInMemory(10_000_000, 64 * gibibyte)).isTrue();
    assertThat(Deduplicate.fitsInMemory(10_000_001, 64 * gibibyte)).isFalse();
    assertThat(Deduplicate.fitsInMemory(10_000_000, gibibyte)).isFalse();
    assertThat(Deduplicate.fitsInMemory(2_000_000, gibibyte)).isTrue();
    assertThat(Deduplicate.fitsInMemory(0, 0)).isTrue();
  }
}
