package io.gleaner.pipeline.plan;

import static io.gleaner.pipeline.plan.MachineConstants.ASIDE;
import static io.gleaner.pipeline.plan.MachineConstants.NEIGHBOUR;
import static io.gleaner.pipeline.plan.MachineConstants.READ;
import static io.gleaner.pipeline.plan.MachineConstants.VISIT;

import io.gleaner.pipeline.config.Recipe.SearchBlock;

/**
 * The nearest images of many, in the cells that each visits (docs/scale.md, section 2: neighbours,
 * retrieve). Searches by graph are taken as those by products, which {@code index: auto} chooses
 * unless cells are very large.
 *
 * @param dimension of the vectors
 * @param idBytes of an image's id
 * @param rates of this machine
 * @param slowness of this machine, which {@link MachineConstants} are multiplied by
 */
record SearchFormula(int dimension, int idBytes, Rates rates, double slowness) {
  private static final double CELL_SAMPLE = 1 << 18;
  private static final int SAMPLE_PER_CELL = 128;
  private static final int CELL_ITERATIONS = 10;
  private static final double MOST_CELLS = 1 << 20;
  private static final int QUERIES_AT_ONCE = 8192;

  /** Returns the cells that a base is cut into. */
  static double cells(double base, SearchBlock search) {
    return search.cells().isPresent()
        ? search.cells().getAsInt()
        : Math.max(1, Math.min(MOST_CELLS, Math.ceil(base / search.rowsPerCell())));
  }

  /** Returns bytes of a vector with its id and its home, as they are written aside. */
  double vector() {
    return 4.0 * dimension + idBytes + 8;
  }

  double pairs(double count) {
    return count * dimension * rates.pairSeconds();
  }

  double reading(double rows) {
    return 4.0 * dimension * rows / READ * slowness;
  }

  /**
   * @param queries that are searched for
   * @param base that is searched
   * @param lists neighbours of a query that are decided and sent, on average
   * @param within whether the queries are the base itself
   */
  Cost of(double queries, double base, double lists, SearchBlock search, boolean within) {
    if (queries == 0 || base == 0) {
      return Cost.NONE;
    }
    double cells = cells(base, search);
    double probed = Math.min(search.nprobe(), cells);
    double visits = queries * probed;
    double deciding = visits * (VISIT + lists * NEIGHBOUR) * slowness;
    double read = reading(within ? queries : queries + base);
    double rows = base / cells;
    if (cells == 1) {
      return Cost.work(read + reading(within ? base : 0) + pairs(queries * base) + deciding)
          .withShuffled(8 * lists * queries)
          .withThread(base * (6.0 * dimension + idBytes));
    }
    double sample = Math.min(base, Math.min(CELL_SAMPLE, SAMPLE_PER_CELL * cells));
    double training = pairs(sample * cells * CELL_ITERATIONS);
    double placing = pairs((within ? base : base + queries) * cells);
    double aside = (within ? visits : base + visits) * vector();
    return Cost.work(
            2 * read
                + training
                + placing
                + pairs(visits * rows)
                + deciding
                + aside * ASIDE * slowness)
        .withAside(aside)
        .withShuffled(8 * lists * visits)
        .withThread(
            2 * Math.min(rows, search.rowsPerCell()) * (6.0 * dimension + idBytes)
                + 16 * lists * probed * Math.min(queries, QUERIES_AT_ONCE))
        .withDriver(sample * vector());
  }
}
