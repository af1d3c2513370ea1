package io.gleaner.pipeline.plan;

import static io.gleaner.pipeline.plan.MachineConstants.ASIDE;
import static io.gleaner.pipeline.plan.MachineConstants.DECIDED;
import static io.gleaner.pipeline.plan.MachineConstants.GIVEN_BYTE;
import static io.gleaner.pipeline.plan.MachineConstants.GIVEN_ROW;
import static io.gleaner.pipeline.plan.MachineConstants.HASHED;
import static io.gleaner.pipeline.plan.MachineConstants.READ;
import static io.gleaner.pipeline.plan.MachineConstants.SEARCH_PIPELINE;
import static io.gleaner.pipeline.plan.MachineConstants.SET_REPORT;
import static io.gleaner.pipeline.plan.MachineConstants.SET_TABLES;
import static io.gleaner.pipeline.plan.MachineConstants.START_OF_CELLS;

import io.gleaner.pipeline.config.Recipe;
import io.gleaner.pipeline.config.Recipe.ClusterBlock;
import io.gleaner.pipeline.config.Recipe.CuratedSet;

/** What each stage takes beside its start: docs/scale.md, section 2, term for term. */
final class StageFormulas {
  private static final int ID = 16;
  private static final int EDGE = 2 * ID + 8;
  private static final double METADATA = 250;
  private static final double PHOTOGRAPH = 3e5;
  private static final double MOST_REPORT = 2.5e7;

  /** Columns of images/ beside the vectors, compressed: 100 to 110 bytes in measured runs. */
  private static final double ROW = 105;

  private static final double MOST_DRIVER_EDGES = 1e7;
  private static final int ROUNDS = 6;
  private static final double PARTITION = 4e8;
  private static final int ITERATIONS = 13;
  private static final int START_ROWS = 16;
  private static final double MOST_START_ROWS = 1 << 19;
  private static final double RETRIEVED_ROW = 118;
  private static final double PART = 1e5;
  private static final double FOOTERS = 0.003;

  /** Searches that a set with {@code refill} makes anew, since images were taken by others. */
  private static final int REFILLS = 3;

  private final Recipe recipe;
  private final Sizes sizes;
  private final Assumptions assumed;
  private final Rates rates;
  private final ExpectedCounts counts;
  private final long heap;
  private final double slowness;
  private final SearchFormula copySearch;
  private final SearchFormula search;

  /**
   * @param heap bytes of the driver's
   */
  StageFormulas(
      Recipe recipe,
      Sizes sizes,
      Assumptions assumed,
      Rates rates,
      ExpectedCounts counts,
      long heap) {
    this.recipe = recipe;
    this.sizes = sizes;
    this.assumed = assumed;
    this.rates = rates;
    this.counts = counts;
    this.heap = heap;
    slowness = slowness(rates);
    copySearch = new SearchFormula(sizes.searched(), ID, rates, slowness);
    search = new SearchFormula(sizes.dimension(), ID, rates, slowness);
  }

  /** Returns how many times the machine of {@link MachineConstants} is as fast as this one. */
  static double slowness(Rates rates) {
    return rates.firstPipelineSeconds() / MachineConstants.FIRST_PIPELINE;
  }

  /** Returns what a stage takes however few images there are. */
  double start(String stage) {
    boolean cells =
        switch (stage) {
          case "neighbours" -> SearchFormula.cells(counts.pool(), recipe.dedup().search()) > 1;
          case "retrieve" ->
              counts.queries() > 0 && SearchFormula.cells(counts.left(), recipe.retrieval()) > 1;
          default -> false;
        };
    return (MachineConstants.start(stage) + (cells ? START_OF_CELLS : 0)) * slowness;
  }

  /** Returns the cost of a stage; none of one that has no formula. */
  Cost of(String stage) {
    return switch (stage) {
      case "embed" -> embed();
      case "hash" -> hash();
      case "neighbours" -> neighbours();
      case "deduplicate" -> deduplicate();
      case "curated_copies" -> curatedCopies();
      case "cluster" -> cluster();
      case "retrieve" -> retrieve();
      case "manifest" -> manifest();
      case "report" -> report();
      default -> Cost.NONE;
    };
  }

  private Cost embed() {
    double vectors = 4.0 * (sizes.dimension() + sizes.copyDimension());
    double takenOver = sizes.given() * (GIVEN_ROW + vectors * GIVEN_BYTE) * slowness;
    double batches = recipe.encoder() == null ? 0 : 2 * recipe.encoder().batch() * PHOTOGRAPH;
    return Cost.work(sizes.pictures() * rates.imageSeconds() + rates.warmUpSeconds() + takenOver)
        .withKept(counts.embedded() * (vectors + ROW))
        .withThread(batches);
  }

  private Cost hash() {
    int bands = recipe.dedup().perceptualDistance() + 1;
    return Cost.work(counts.pool() * HASHED * slowness)
        .withShuffled(counts.pool() * (ID + 32 + 24.0 * bands))
        .withKept(counts.pool() * 5);
  }

  private Cost neighbours() {
    double stored = Math.min(recipe.dedup().neighbours(), assumed.storedEdges());
    Cost pool = copySearch.of(counts.pool(), counts.pool(), stored, recipe.dedup().search(), true);
    Cost evaluation =
        copySearch.of(counts.pool(), counts.evaluation(), 1, recipe.dedup().search(), false);
    double edges = counts.pool() * stored;
    Cost both = pool.then(evaluation);
    return both.withShuffled(both.shuffled() + edges * EDGE).withKept(edges * 24);
  }

  private Cost deduplicate() {
    double edges = counts.pool() * assumed.decidingEdges();
    double joined = Math.min(2 * edges, counts.pool());
    double looking = counts.pool() * (1 + assumed.storedEdges()) * DECIDED * slowness;
    double kept = counts.pool() * assumed.removed() * 60;
    double held = 44 * edges + 250 * joined;
    if (edges <= MOST_DRIVER_EDGES && held <= heap / 2.0) {
      return Cost.NONE.withSerial(looking).withDriver(held).withKept(kept);
    }
    return Cost.work(looking + ROUNDS * edges * DECIDED * slowness)
        .withAside(ROUNDS * 16 * edges)
        .withShuffled(
            2 * ROUNDS * 16 * edges + 2 * EDGE * edges + (counts.pool() + 2 * joined) * (ID + 24))
        .withThread(PARTITION)
        .withKept(kept);
  }

  private Cost curatedCopies() {
    return copySearch
        .of(counts.left(), counts.curated(), 1, recipe.dedup().search(), false)
        .withKept(counts.left() * 0.01 * 60);
  }

  /** Returns how many centroids an image is compared with on the way to its own. */
  static double compared(ClusterBlock block) {
    double clusters = block.clusters();
    if (clusters <= block.exactUpTo()) {
      return clusters;
    }
    double groups = Math.round(Math.sqrt(clusters));
    return groups + block.probedGroups() * clusters / groups;
  }

  private Cost cluster() {
    ClusterBlock block = recipe.cluster();
    if (block == null) {
      return Cost.NONE;
    }
    double clusters = block.clusters();
    double sample = Math.min(counts.left(), clusters * block.pointsPerCentroid());
    double start =
        Math.min(sample, Math.min(START_ROWS * clusters, Math.max(MOST_START_ROWS, 2 * clusters)));
    double iterations = Math.min(block.iterations(), ITERATIONS);
    double pairs = start * clusters + (sample * iterations + counts.left()) * compared(block);
    double matrix = 4 * clusters * sizes.dimension();
    double sums = 8 * clusters * (sizes.dimension() + 1);
    double held = 2 * sample * search.vector();
    boolean inDriver = held <= heap / 2.0;
    Cost cost =
        Cost.work(2 * search.reading(counts.left()) + search.pairs(pairs))
            .withKept(counts.left() * 22 + matrix)
            .withThread(matrix + (inDriver ? 1 : 2) * sums);
    return inDriver
        ? cost.withDriver(held)
        : cost.withAside(sample * search.vector())
            .withShuffled(3 * sums * iterations)
            .withDriver(3 * matrix + 8 * sample);
  }

  private Cost retrieve() {
    int longest = 0;
    double refills = 0;
    for (CuratedSet set : recipe.curated()) {
      if (set.retrieve().contains("sample")) {
        boolean refill = set.collisions().equals("refill");
        longest = Math.max(longest, refill ? 2 * set.perQuery() : set.perQuery());
        refills += refill ? 1 : 0;
      }
    }
    Cost found = search.of(counts.queries(), counts.left(), longest, recipe.retrieval(), false);
    double assigned =
        recipe.cluster() == null ? 0 : search.pairs(counts.curated() * recipe.cluster().clusters());
    double serial = counts.composition().size() * SET_TABLES * slowness;
    if (SearchFormula.cells(counts.left(), recipe.retrieval()) > 1) {
      double again =
          search.reading(counts.left()) + counts.left() * search.vector() * ASIDE * slowness;
      serial += refills * REFILLS * (SEARCH_PIPELINE * slowness + again);
    }
    double rows = counts.retrieved();
    return new Cost(
        found.coreSeconds() + assigned + search.reading(counts.curated()),
        serial,
        rows * 40 + counts.curated() * 22,
        found.aside(),
        found.shuffled() + rows * RETRIEVED_ROW,
        Math.max(found.thread(), PART * 200),
        Math.max(found.driver(), counts.queries() * 2 * longest * 8));
  }

  private Cost manifest() {
    double passed = Math.min(counts.manifest() + FOOTERS * counts.embedded(), counts.embedded());
    return Cost.work(counts.embedded() * METADATA / READ * slowness)
        .withSerial(counts.composition().size() * SET_TABLES * slowness)
        .withKept(counts.manifest() * 150)
        .withShuffled(RETRIEVED_ROW * counts.retrieved() + METADATA * passed)
        .withThread(1.5 * counts.retrieved() + PART * METADATA);
  }

  private Cost report() {
    return Cost.work(counts.embedded() * METADATA / READ * slowness)
        .withSerial(counts.composition().size() * SET_REPORT * slowness)
        .withKept(Math.min(MOST_REPORT, 2e6 + 1.2e5 * counts.composition().size()));
  }
}
