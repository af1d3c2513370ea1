package io.gleaner.retrieval.neighbours;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.embedding.EmbeddingShard;
import io.gleaner.clustering.embedding.StoredEmbeddings;
import io.gleaner.clustering.vector.DotProduct;
import io.gleaner.clustering.workers.DirectWorkers;
import io.gleaner.clustering.workers.LocalScratch;
import io.gleaner.retrieval.neighbours.cells.CellConfig;
import io.gleaner.retrieval.neighbours.cells.Cells;
import io.gleaner.retrieval.neighbours.cells.VisitedCells;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.PAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SearchCellsTest {
  private static final EmbeddingBlock POOL = Blocks.clustered("b", 450, 24, 12, 0.4, 3);
  private static final EmbeddingBlock QUERIES = Blocks.clustered("q", 100, 24, 14, 0.4, 3);
  private static final SearchConfig EXACT =
      SearchConfig.DEFAULTS
          .withK(6)
          .withIndex(SearchConfig.Index.EXACT)
          .withCells(new CellConfig(7, 100_000, 3));

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void within_someCellsVisited_bestOfTheseCells(int nprobe) throws Exception {
    SearchConfig config = EXACT.withCells(EXACT.cells().withNprobe(nprobe));

    assertThat(within(POOL, 60, config, 3, 150)).isEqualTo(byDefinition(POOL, POOL, config));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void among_someCellsVisited_bestOfTheseCells(int nprobe) throws Exception {
    SearchConfig config = EXACT.withCells(EXACT.cells().withNprobe(nprobe)).withFloor(0.5f);

    assertThat(among(QUERIES, POOL, config)).isEqualTo(byDefinition(QUERIES, POOL, config));
  }

  @Test
  void within_allCellsVisited_sameAsOneCell() throws Exception {
    SearchConfig config = EXACT.withCells(EXACT.cells().withNprobe(50));

    assertThat(within(POOL, 100, config, 2, 250))
        .isEqualTo(sorted(Blocks.byComparingAll(POOL, POOL, 6)));
  }

  @ParameterizedTest
  @EnumSource(
      value = SearchConfig.Index.class,
      names = {"EXACT", "HNSW"})
  void within_otherShardsOrderBatchesAndParallelism_sameLists(SearchConfig.Index index)
      throws Exception {
    HnswConfig poor = new HnswConfig(4, 10, 10); // any other graph would show
    SearchConfig config = EXACT.withIndex(index).withHnsw(poor).withCells(new CellConfig(4, 70, 2));
    List<Neighbours> once = within(POOL, 450, config, 1, 450);

    assertThat(within(POOL, 37, config, 3, 120)).isEqualTo(once);
  }

  @ParameterizedTest
  @CsvSource({"1, 4", "5, 1", "5, 2"})
  void within_cellTooLarge_searchedInPartsWithTheSameLists(int cells, int nprobe) throws Exception {
    EmbeddingBlock copies = Blocks.clustered("copy", 300, 24, 1, 0, 5);
    EmbeddingBlock pool = Blocks.concatenate(copies, Blocks.slice(POOL, 0, 200));
    SearchConfig config = EXACT.withCells(new CellConfig(cells, 30, nprobe));

    assertThat(within(pool, 80, config, 3, 160)).isEqualTo(byDefinition(pool, pool, config));
  }

  @Test
  void among_visitedCellsAreEmpty_queriesHaveEmptyLists() throws Exception {
    EmbeddingBlock two = Blocks.slice(POOL, 0, 2);
    SearchConfig config = EXACT.withCells(new CellConfig(2, 1, 1));

    assertThat(among(QUERIES, two, config)).hasSize(QUERIES.rows());
  }

  @Test
  void train_shardsInAnotherOrder_sameCells() throws Exception {
    Cells once = train(stored(POOL, 100, 0), EXACT.cells(), 1);
    Cells again = train(stored(POOL, 33, 4), EXACT.cells(), 3);

    assertThat(VisitedCells.of(again, POOL, 3)).isEqualTo(VisitedCells.of(once, POOL, 3));
  }

  @Test
  void train_smallPool_isOneCellThatIsNotRead() throws Exception {
    StoredEmbeddings unread = new StoredEmbeddings(List.of(), 10_000);

    assertThat(train(unread, CellConfig.DEFAULTS, 1).isWhole()).isTrue();
  }

  @Test
  void train_poolOfManyTimesTheSample_sameCellsDrawnByWorkers() throws Exception {
    EmbeddingBlock pool = Blocks.clustered("p", 1500, 24, 12, 0.4, 3);
    CellConfig two = EXACT.cells().withCells(2);
    DirectWorkers workers = new DirectWorkers(2);
    Cells drawn = Cells.train(stored(pool, 90, 2), two, scratch(), workers);
    StoredEmbeddings small = new StoredEmbeddings(stored(pool, 100, 0).shards(), 1000);

    assertThat(workers.runs()).hasValue(1);
    assertThat(VisitedCells.of(drawn, pool, 2))
        .isEqualTo(VisitedCells.of(train(small, two, 1), pool, 2));
    assertThat(folder.resolve("sample")).isEmptyDirectory();
  }

  @Test
  void train_unevenPool_largeCellsAreCut() throws Exception {
    EmbeddingBlock dense = Blocks.clustered("d", 1500, 24, 15, 0.2, 8);
    EmbeddingBlock pool = Blocks.concatenate(dense, Blocks.slice(POOL, 0, 100));
    CellConfig config = new CellConfig(2, 200, 1); // far too few

    Cells cells = train(stored(pool, 500, 0), config, 1);

    int[] rows = new int[cells.count()];
    for (int[] visited : VisitedCells.of(cells, pool, 1)) {
      rows[visited[0]]++;
    }
    assertThat(cells.count()).isGreaterThan(7);
    assertThat(Arrays.stream(rows).max().orElseThrow()).isLessThanOrEqualTo(2 * config.mostRows());
  }

  private List<Neighbours> within(
      EmbeddingBlock pool, int rowsPerShard, SearchConfig config, int parallelism, int fileRows)
      throws Exception {
    StoredEmbeddings stored = stored(pool, rowsPerShard, parallelism);
    Cells cells = train(stored, config.cells(), parallelism);
    return run(
        FindNeighbours.within(stored, cells, config, folder.toString()).withFileRows(fileRows),
        parallelism);
  }

  private List<Neighbours> among(EmbeddingBlock queries, EmbeddingBlock pool, SearchConfig config)
      throws Exception {
    StoredEmbeddings stored = stored(pool, 100, 1);
    Cells cells = train(stored, config.cells(), 2);
    return run(
        FindNeighbours.among(stored(queries, 60, 2), stored, cells, config, folder.toString()), 3);
  }

  private List<Neighbours> run(FindNeighbours search, int parallelism) throws Exception {
    DirectWorkers workers = new DirectWorkers(parallelism);
    Pipeline pipeline = workers.pipeline();
    List<Neighbours> found = Collections.synchronizedList(new ArrayList<>());
    String key = Collected.keep(found);
    PAssert.that(pipeline.apply(search))
        .satisfies(
            blocks -> {
              blocks.forEach(block -> Collected.list(key).addAll(block.lists()));
              return null;
            });
    workers.run(pipeline);
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile).map(file -> file.getFileName().toString()))
          .allMatch(name -> name.endsWith(".cells") || name.equals("centroids"));
    }
    found.sort(Comparator.comparing(Neighbours::query));
    return found;
  }

  private LocalScratch scratch() {
    return new LocalScratch(folder.resolve("sample").toString());
  }

  private Cells train(StoredEmbeddings base, CellConfig config, int parallelism)
      throws IOException {
    return Cells.train(base, config, scratch(), new DirectWorkers(parallelism));
  }

  private static StoredEmbeddings stored(EmbeddingBlock block, int rowsPerShard, long shuffled) {
    List<EmbeddingShard> shards = new ArrayList<>(Blocks.shards(block, rowsPerShard));
    Collections.shuffle(shards, new Random(shuffled));
    return new StoredEmbeddings(shards, block.rows());
  }

  /** The k nearest among the rows whose home is one of the cells that a query visits. */
  private List<Neighbours> byDefinition(
      EmbeddingBlock queries, EmbeddingBlock pool, SearchConfig config) throws Exception {
    Cells cells = train(stored(pool, 100, 0), config.cells(), 1);
    int[][] homes = VisitedCells.of(cells, pool, 1);
    int[][] visits = VisitedCells.of(cells, queries, config.cells().nprobe());
    List<Neighbours> lists = new ArrayList<>();
    for (int query = 0; query < queries.rows(); query++) {
      List<Neighbour> near = new ArrayList<>();
      for (int row = 0; row < pool.rows(); row++) {
        for (int cell : visits[query]) {
          if (cell == homes[row][0] && !pool.id(row).equals(queries.id(query))) {
            near.add(new Neighbour(pool.id(row), similarity(queries, query, pool, row)));
          }
        }
      }
      near.sort(Neighbour.ORDER);
      near.removeIf(neighbour -> config.floor() > -1 && neighbour.similarity() < config.floor());
      lists.add(
          new Neighbours(queries.id(query), near.subList(0, Math.min(config.k(), near.size()))));
    }
    return sorted(NeighbourBlock.of(lists));
  }

  private static float similarity(EmbeddingBlock a, int rowOfA, EmbeddingBlock b, int rowOfB) {
    return DotProduct.of(a.values(), a.offset(rowOfA), b.values(), b.offset(rowOfB), a.dimension());
  }

  private static List<Neighbours> sorted(NeighbourBlock block) {
    List<Neighbours> lists = new ArrayList<>(block.lists());
    lists.sort(Comparator.comparing(Neighbours::query));
    return lists;
  }
}
