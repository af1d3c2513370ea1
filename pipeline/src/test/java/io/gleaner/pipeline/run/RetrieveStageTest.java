package io.gleaner.pipeline.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.clustering.embedding.UnitVectors;
import io.gleaner.clustering.kmeans.Centroids;
import io.gleaner.clustering.sampling.Draws;
import io.gleaner.clustering.vector.DotProduct;
import io.gleaner.pipeline.progress.Progress;
import io.gleaner.pipeline.runner.BeamOptions;
import io.gleaner.pipeline.runner.CheckedPipelines;
import io.gleaner.pipeline.runner.DirectPipelines;
import io.gleaner.pipeline.runner.FlinkPipelines;
import io.gleaner.pipeline.runner.Pipelines;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Format;
import io.gleaner.pipeline.table.RetrievalTables;
import io.gleaner.pipeline.table.Row;
import io.gleaner.pipeline.table.TableReader;
import io.gleaner.pipeline.table.TableWriter;
import io.gleaner.retrieval.curated.ClusterConfig;
import io.gleaner.retrieval.curated.Collisions;
import io.gleaner.retrieval.curated.MinSimilarity;
import io.gleaner.retrieval.curated.Mode;
import io.gleaner.retrieval.curated.Retrieval;
import io.gleaner.retrieval.curated.SampleConfig;
import io.gleaner.retrieval.neighbours.SearchConfig;
import io.gleaner.retrieval.neighbours.cells.CellConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** All modes of several sets on random vectors, against definitions that look at every pair. */
class RetrieveStageTest {
  private static final int DIMENSION = 8;
  private static final int CLUSTERS = 12;
  private static final long SEED = 3;

  /**
   * @param stored as its table has it
   * @param vector of unit length
   */
  private record Image(String id, float[] stored, float[] vector) {
    static Image of(String id, float[] stored) {
      float[] vector = stored.clone();
      UnitVectors.normalise(vector, 0, DIMENSION);
      return new Image(id, stored, vector);
    }
  }

  private record Clustered(String id, int cluster, float similarity) {}

  @TempDir Path temporary;
  private Location folder;
  private final SplittableRandom random = new SplittableRandom(1);
  private List<Image> pool;
  private List<Image> hats;
  private List<Image> shoes;
  private List<Clustered> clustered;
  private Centroids centroids;

  @BeforeEach
  void embed() throws Exception {
    folder = Location.of(temporary);
    pool = images("pool", 3000, 5);
    hats = images("hats", 70, 3);
    shoes = images("shoes", 40, 2);
    float[] values = new float[CLUSTERS * DIMENSION];
    for (int cluster = 0; cluster < CLUSTERS; cluster++) {
      System.arraycopy(Image.of("", vector()).vector, 0, values, cluster * DIMENSION, DIMENSION);
    }
    centroids = new Centroids(values, DIMENSION);
    clustered = pool.stream().map(this::nearest).toList();
    writeClusters();
  }

  private void writeClusters() throws Exception {
    for (int table = 0; table < 4; table++) {
      int remainder = table;
      TableWriter.write(
          folder.resolve("clusters/assignments/part-" + table + ".parquet"),
          Format.<Clustered>empty()
              .withText("id", Clustered::id)
              .withInteger("cluster", Clustered::cluster)
              .withFloat("similarity", Clustered::similarity),
          clustered.stream()
              .filter(image -> Math.floorMod(image.id.hashCode(), 4) == remainder)
              .toList());
    }
    ClusterTables.write(
        folder.resolve("clusters/centroids.parquet"),
        centroids,
        ClusterTables.sizes(RunDirectory.tables(folder.resolve("clusters/assignments")), CLUSTERS));
  }

  private float[] vector() {
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) random.nextDouble(-1, 1);
    }
    return vector;
  }

  private List<Image> images(String name, int images, int tables) throws Exception {
    List<Image> all = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      all.add(Image.of(String.format(Locale.ROOT, "%s-%04d", name, i), vector()));
    }
    for (int table = 0; table < tables; table++) {
      int remainder = table;
      TableWriter.write(
          folder.resolve(String.format(Locale.ROOT, "images/%s/part-%d.parquet", name, table)),
          Format.<Image>empty().withText("id", Image::id).withVector("embedding", Image::stored),
          all.stream().filter(image -> all.indexOf(image) % tables == remainder).toList());
    }
    return all;
  }

  private Clustered nearest(Image image) {
    int best = 0;
    float similarity = -2;
    for (int cluster = 0; cluster < CLUSTERS; cluster++) {
      float cosine =
          DotProduct.of(image.vector, 0, centroids.values(), cluster * DIMENSION, DIMENSION);
      if (cosine > similarity) {
        best = cluster;
        similarity = cosine;
      }
    }
    return new Clustered(image.id, best, similarity);
  }

  private Seeds seeds(String name, List<Mode> modes, Collisions collisions, ClusterConfig cluster) {
    return new Seeds(
        name, null, inputs("images/" + name), modes, new SampleConfig(3, collisions), cluster);
  }

  private Inputs inputs(String name) {
    return new Inputs(folder.resolve(name), "embedding", () -> name);
  }

  private RunDirectory retrieve(int parallelism, List<Seeds> sets) throws Exception {
    return retrieve(
        new DirectPipelines(parallelism, BeamOptions.none()), CellConfig.DEFAULTS, sets);
  }

  private RunDirectory retrieve(Pipelines pipelines, CellConfig cells, List<Seeds> sets)
      throws Exception {
    RunDirectory directory = new RunDirectory(folder.resolve("run" + pipelines.parallelism()));
    new RetrieveStage(
            directory,
            inputs("images/pool"),
            RemovedImages.NONE,
            inputs("clusters"),
            sets,
            SearchConfig.DEFAULTS.withIndex(SearchConfig.Index.EXACT).withCells(cells),
            SEED)
        .execute(new Execution(new CheckedPipelines(pipelines), Progress.silent()));
    return directory;
  }

  /** Images so near to each other that all want the same: their lists run dry. */
  private List<Image> crowd(int images) throws Exception {
    float[] middle = vector();
    List<Image> crowd = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      float[] near = middle.clone();
      near[i % DIMENSION] += 0.001f * i;
      crowd.add(Image.of(String.format(Locale.ROOT, "crowd-%04d", i), near));
    }
    TableWriter.write(
        folder.resolve("images/crowd/part-0.parquet"),
        Format.<Image>empty().withText("id", Image::id).withVector("embedding", Image::stored),
        crowd);
    return crowd;
  }

  private static List<Retrieval> read(RunDirectory directory, String set, Mode mode)
      throws Exception {
    List<Retrieval> rows = new ArrayList<>();
    for (Location part : RetrievalTables.parts(directory.retrieved(), set, mode)) {
      RetrievalTables.read(part, rows::add);
    }
    return rows.stream().sorted(Retrieval.ORDER).toList();
  }

  private record Pair(Image query, Image image, float similarity) {
    static final Comparator<Pair> ORDER =
        Comparator.comparing((Pair pair) -> -pair.similarity)
            .thenComparing(pair -> pair.query.id)
            .thenComparing(pair -> pair.image.id);
  }

  private List<Pair> pairs(List<Image> queries) {
    List<Pair> pairs = new ArrayList<>();
    for (Image query : queries) {
      for (Image image : pool) {
        if (!image.id.startsWith("copy-") || !image.id.endsWith(query.id.substring(1))) {
          pairs.add(new Pair(query, image, DotProduct.of(query.vector, image.vector)));
        }
      }
    }
    pairs.sort(Pair.ORDER);
    return pairs;
  }

  /** Goes through all pairs, best first, and grants each that its query still wants. */
  private List<Retrieval> bySample(
      String set, List<Image> queries, int perQuery, boolean eachImageOnce) {
    return bySample(set, queries, perQuery, eachImageOnce, -2);
  }

  private List<Retrieval> bySample(
      String set, List<Image> queries, int perQuery, boolean eachImageOnce, float least) {
    Map<String, Integer> granted = new HashMap<>();
    Set<String> taken = new HashSet<>();
    List<Retrieval> rows = new ArrayList<>();
    for (Pair pair : pairs(queries)) {
      int before = granted.getOrDefault(pair.query.id, 0);
      if (pair.similarity < least) {
        break; // pairs come best first
      }
      if (before < perQuery && (!eachImageOnce || taken.add(pair.image.id))) {
        granted.put(pair.query.id, before + 1);
        rows.add(
            Retrieval.bySample(set, pair.image.id, pair.query.id, before + 1, pair.similarity));
      }
    }
    return rows.stream().sorted(Retrieval.ORDER).toList();
  }

  private List<Retrieval> byCluster(String set, List<Image> images, ClusterConfig config) {
    long[] counts = new long[CLUSTERS];
    images.forEach(image -> counts[nearest(image).cluster]++);
    Comparator<Clustered> order =
        (a, b) ->
            Long.compareUnsigned(
                Draws.hash(SEED, "retrieve/" + set, a.id),
                Draws.hash(SEED, "retrieve/" + set, b.id));
    List<Clustered> drawn = new ArrayList<>();
    for (int cluster = 0; cluster < CLUSTERS; cluster++) {
      int wanted = cluster;
      if (counts[cluster] > config.moreThan()) {
        clustered.stream()
            .filter(image -> image.cluster == wanted)
            .filter(image -> image.similarity >= config.minSimilarity().value())
            .sorted(order)
            .limit(config.perCluster())
            .forEach(drawn::add);
      }
    }
    return drawn.stream()
        .sorted(order)
        .limit(config.cap())
        .map(image -> Retrieval.byCluster(set, image.id, image.cluster, image.similarity))
        .sorted(Retrieval.ORDER)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void execute_severalSetsAndModes_agreesWithDefinitions(int parallelism) throws Exception {
    ClusterConfig few = new ClusterConfig(3, 150, 200); // below the bar: 350 of 1,000 and more
    ClusterConfig all = new ClusterConfig(2, 10_000, 1_000_000);

    RunDirectory directory =
        retrieve(
            parallelism,
            List.of(
                seeds("hats", List.of(Mode.SAMPLE, Mode.CLUSTER), Collisions.SHARE, few),
                seeds(
                    "shoes",
                    List.of(Mode.SAMPLE, Mode.CLUSTER, Mode.AS_IS),
                    Collisions.REFILL,
                    all)));

    assertThat(read(directory, "hats", Mode.SAMPLE)).isEqualTo(bySample("hats", hats, 3, false));
    assertThat(read(directory, "shoes", Mode.SAMPLE)).isEqualTo(bySample("shoes", shoes, 3, true));
    assertThat(read(directory, "hats", Mode.CLUSTER))
        .hasSize(200)
        .isEqualTo(byCluster("hats", hats, few));
    assertThat(read(directory, "shoes", Mode.CLUSTER)).isEqualTo(byCluster("shoes", shoes, all));
    assertThat(read(directory, "shoes", Mode.AS_IS))
        .isEqualTo(shoes.stream().map(image -> Retrieval.asIs("shoes", image.id)).toList());
    assertThat(RunDirectory.tables(directory.retrieved().resolve(".lists"))).isEmpty();
    assertThat(RunDirectory.tables(directory.retrieved().resolve(".counts"))).isEmpty();
    assertThat(setClusters(directory))
        .isEqualTo(
            Stream.concat(
                    setClusters("hats", hats, few).stream(),
                    setClusters("shoes", shoes, all).stream())
                .toList());
    assertThat(withoutAndShort(directory, "shoes", "as_is")).containsExactly(0L, 0L);
    assertThat(statistics(directory, "hats", "sample"))
        .containsExactly(
            70L,
            210L,
            bySample("hats", hats, 3, false).stream().map(Retrieval::id).distinct().count());
    assertThat(statistics(directory, "hats", "cluster"))
        .containsExactly(70L, (long) byCluster("hats", hats, few.withCap(1_000_000)).size(), 200L);
    assertThat(statistics(directory, "shoes", "as_is")).containsExactly(40L, 40L, 40L);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "3, 1", "2, 4"})
  void execute_minSimilarity_agreesWithDefinitions(int parallelism, int cells) throws Exception {
    MinSimilarity near = new MinSimilarity(0.93f);
    ClusterConfig capped =
        new ClusterConfig(3, 150, 200).withMinSimilarity(new MinSimilarity(0.7f));
    ClusterConfig far = new ClusterConfig(2, 10_000, 1_000_000, new MinSimilarity(0.99f));

    RunDirectory directory =
        retrieve(
            new DirectPipelines(parallelism, BeamOptions.none()),
            new CellConfig(cells, 10_000, Math.max(2, cells)),
            List.of(
                new Seeds(
                    "hats",
                    null,
                    inputs("images/hats"),
                    List.of(Mode.SAMPLE, Mode.CLUSTER),
                    new SampleConfig(3, Collisions.SHARE, near),
                    capped),
                new Seeds(
                    "shoes",
                    null,
                    inputs("images/shoes"),
                    List.of(Mode.SAMPLE, Mode.CLUSTER),
                    new SampleConfig(3, Collisions.REFILL, near),
                    far)));

    List<Retrieval> shared = bySample("hats", hats, 3, false, 0.93f);
    List<Retrieval> refilled = bySample("shoes", shoes, 3, true, 0.93f);
    assertThat(shared).hasSizeBetween(20, 200);
    assertThat(refilled).hasSizeBetween(10, 110);
    assertThat(read(directory, "hats", Mode.SAMPLE)).isEqualTo(shared);
    assertThat(read(directory, "shoes", Mode.SAMPLE)).isEqualTo(refilled);
    assertThat(read(directory, "hats", Mode.CLUSTER))
        .hasSize(200)
        .isEqualTo(byCluster("hats", hats, capped));
    assertThat(read(directory, "shoes", Mode.CLUSTER)).isEqualTo(byCluster("shoes", shoes, far));
    assertThat(withoutAndShort(directory, "hats", "sample"))
        .isEqualTo(withoutAndShort(hats, shared, 3));
    assertThat(withoutAndShort(directory, "shoes", "sample"))
        .isEqualTo(withoutAndShort(shoes, refilled, 3));
    assertThat(setClusters(directory))
        .isEqualTo(
            Stream.concat(
                    setClusters("hats", hats, capped).stream(),
                    setClusters("shoes", shoes, far).stream())
                .toList())
        .anyMatch(row -> row.endsWith("none_similar_enough"))
        .anyMatch(row -> row.endsWith("too_few_images"))
        .anyMatch(row -> row.endsWith("chosen"));
  }

  /** Queries of a set that retrieved nothing and fewer than they may, by their rows. */
  private static List<Long> withoutAndShort(
      List<Image> queries, List<Retrieval> rows, int perQuery) {
    List<Long> retrieved =
        queries.stream()
            .map(query -> rows.stream().filter(row -> row.queryId().equals(query.id)).count())
            .toList();
    return List.of(
        retrieved.stream().filter(count -> count == 0).count(),
        retrieved.stream().filter(count -> count < perQuery).count());
  }

  private static List<Long> withoutAndShort(RunDirectory directory, String set, String mode)
      throws Exception {
    try (TableReader reader =
        TableReader.open(
            directory.statistics(RetrievalTables.STATISTICS),
            "set",
            "mode",
            "queries_without",
            "queries_short")) {
      for (Row row = reader.next(); row != null; row = reader.next()) {
        if (row.text(0).equals(set) && row.text(1).equals(mode)) {
          return List.of(row.integer(2), row.integer(3));
        }
      }
    }
    return List.of();
  }

  private static List<String> setClusters(RunDirectory directory) throws Exception {
    List<String> rows = new ArrayList<>();
    try (TableReader reader =
        TableReader.open(
            directory.setClusters(),
            "set",
            "cluster",
            "images",
            "pool_images",
            "chosen",
            "drawn",
            "reason")) {
      for (Row row = reader.next(); row != null; row = reader.next()) {
        rows.add(
            String.format(
                Locale.ROOT,
                "%s %d %d %d %s %d %s",
                row.text(0),
                row.integer(1),
                row.integer(2),
                row.integer(3),
                row.integer(4) == 1,
                row.integer(5),
                row.text(6)));
      }
    }
    return rows;
  }

  /** A line for each cluster with images of the set, ascending. */
  private List<String> setClusters(String set, List<Image> images, ClusterConfig config) {
    List<Retrieval> drawn = byCluster(set, images, config);
    List<String> rows = new ArrayList<>();
    for (int cluster = 0; cluster < CLUSTERS; cluster++) {
      int each = cluster;
      long ofSet = images.stream().filter(image -> nearest(image).cluster == each).count();
      List<Clustered> ofPool = clustered.stream().filter(row -> row.cluster == each).toList();
      boolean none =
          ofPool.stream().noneMatch(row -> row.similarity >= config.minSimilarity().value());
      String reason =
          ofSet <= config.moreThan()
              ? "too_few_images"
              : ofPool.isEmpty() ? "no_pool_images" : none ? "none_similar_enough" : "chosen";
      if (ofSet > 0) {
        rows.add(
            String.format(
                Locale.ROOT,
                "%s %d %d %d %s %d %s",
                set,
                cluster,
                ofSet,
                ofPool.size(),
                reason.equals("chosen"),
                drawn.stream().filter(row -> row.cluster() == each).count(),
                reason));
      }
    }
    return rows;
  }

  @Test
  void execute_poolThatLeftACluster_saysSo() throws Exception {
    int gone = nearest(hats.get(0)).cluster;
    clustered = clustered.stream().filter(image -> image.cluster != gone).toList();
    writeClusters();
    ClusterConfig config = new ClusterConfig(0, 10, 1_000_000);

    RunDirectory directory =
        retrieve(2, List.of(seeds("hats", List.of(Mode.CLUSTER), Collisions.SHARE, config)));

    assertThat(setClusters(directory))
        .isEqualTo(setClusters("hats", hats, config))
        .anyMatch(
            row -> row.startsWith("hats " + gone) && row.endsWith(" 0 false 0 no_pool_images"));
    assertThat(withoutAndShort(directory, "hats", "cluster"))
        .containsExactly(hats.stream().filter(image -> nearest(image).cluster == gone).count(), 0L);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void execute_clusters_writesThoseOfEverySet(int parallelism) throws Exception {
    RunDirectory directory =
        retrieve(
            parallelism,
            List.of(
                seeds("hats", List.of(Mode.AS_IS), Collisions.SHARE, ClusterConfig.DEFAULTS),
                seeds("shoes", List.of(Mode.SAMPLE), Collisions.SHARE, ClusterConfig.DEFAULTS)));

    for (List<Image> set : List.of(hats, shoes)) {
      List<Clustered> rows = new ArrayList<>();
      String name = set.get(0).id.replaceAll("-.*", "");
      ClusterTables.read(
          RunDirectory.tables(directory.curatedAssignments().resolve(name)),
          (id, cluster, similarity) -> rows.add(new Clustered(id, cluster, similarity)));
      assertThat(rows)
          .containsExactlyInAnyOrderElementsOf(set.stream().map(this::nearest).toList());
    }
    assertThat(setClusters(directory)).as("no set retrieves by cluster").isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"direct, 2", "direct, 3", "direct, 40", "flink, 3"})
  void execute_refillWhoseListsRunDry_isTheSameInAnyNumberOfCells(String runner, int cells)
      throws Exception {
    List<Image> crowd = crowd(60);
    Pipelines pipelines =
        runner.equals("flink")
            ? FlinkPipelines.embedded(2, BeamOptions.none())
            : new DirectPipelines(2, BeamOptions.none());

    RunDirectory directory =
        retrieve(
            pipelines,
            new CellConfig(cells, 10_000, Math.max(2, cells)), // all cells are visited
            List.of(
                seeds("crowd", List.of(Mode.SAMPLE), Collisions.REFILL, ClusterConfig.DEFAULTS),
                seeds("hats", List.of(Mode.SAMPLE), Collisions.REFILL, ClusterConfig.DEFAULTS)));

    assertThat(read(directory, "crowd", Mode.SAMPLE))
        .hasSize(180)
        .isEqualTo(bySample("crowd", crowd, 3, true));
    assertThat(read(directory, "hats", Mode.SAMPLE)).isEqualTo(bySample("hats", hats, 3, true));
  }

  /** An image whose table tells its bytes. */
  private static String bytes(Image image) {
    String picture = image.id.replace("copy-", "");
    return String.format(Locale.ROOT, "%064x", picture.hashCode());
  }

  private void writeWithBytes(String name, List<Image> images, int tables) throws Exception {
    for (int table = 0; table < tables; table++) {
      int remainder = table;
      TableWriter.write(
          folder.resolve(String.format(Locale.ROOT, "images/%s/part-%d.parquet", name, table)),
          Format.<Image>empty()
              .withText("id", Image::id)
              .withText("sha256", RetrieveStageTest::bytes)
              .withVector("embedding", Image::stored),
          images.stream().filter(image -> images.indexOf(image) % tables == remainder).toList());
    }
  }

  @ParameterizedTest
  @CsvSource({"1, true", "3, true", "1, false"})
  void execute_poolWithCopiesOfQueries_givesThemToOthersOnly(int cells, boolean severalSets)
      throws Exception {
    List<Image> copies = new ArrayList<>();
    for (int i = 0; i < hats.size(); i += 2) {
      Image hat = hats.get(i);
      copies.add(Image.of(hat.id.replace("hats-", "copy-hats-"), hat.stored));
    }
    pool = new ArrayList<>(pool);
    pool.addAll(copies);
    writeWithBytes("pool", pool, 5); // as many as there are without
    writeWithBytes("hats", hats, 3);
    writeWithBytes("shoes", shoes, 2);
    List<Seeds> sets = new ArrayList<>();
    sets.add(seeds("hats", List.of(Mode.SAMPLE), Collisions.REFILL, ClusterConfig.DEFAULTS));
    if (severalSets) {
      sets.add(seeds("shoes", List.of(Mode.SAMPLE), Collisions.SHARE, ClusterConfig.DEFAULTS));
    }

    RunDirectory directory =
        retrieve(
            new DirectPipelines(2, BeamOptions.none()),
            new CellConfig(cells, 10_000, Math.max(2, cells)),
            sets);

    List<Retrieval> expected = bySample("hats", hats, 3, true);
    assertThat(expected).anyMatch(row -> row.id().startsWith("copy-"));
    assertThat(read(directory, "hats", Mode.SAMPLE)).isEqualTo(expected);
    if (severalSets) {
      assertThat(read(directory, "shoes", Mode.SAMPLE))
          .isEqualTo(bySample("shoes", shoes, 3, false));
    }
    assertThat(RunDirectory.tables(directory.retrieved().resolve(".copies"))).isEmpty();
  }

  private static List<Long> statistics(RunDirectory directory, String set, String mode)
      throws Exception {
    Location file = directory.statistics(RetrievalTables.STATISTICS);
    try (TableReader reader =
        TableReader.open(file, "set", "mode", "queries", "retrieved", "distinct")) {
      for (Row row = reader.next(); row != null; row = reader.next()) {
        if (row.text(0).equals(set) && row.text(1).equals(mode)) {
          return List.of(row.integer(2), row.integer(3), row.integer(4));
        }
      }
    }
    return List.of();
  }

  @Test
  void execute_queriesThatAreThePool_areNotTheirOwnNeighbours() throws Exception {
    RunDirectory directory =
        retrieve(
            1,
            List.of(
                new Seeds(
                    "queries",
                    null,
                    inputs("images/pool"),
                    List.of(Mode.SAMPLE),
                    new SampleConfig(1, Collisions.SHARE),
                    ClusterConfig.DEFAULTS)));

    assertThat(read(directory, "queries", Mode.SAMPLE))
        .hasSize(3000)
        .noneMatch(row -> row.id().equals(row.queryId()));
  }

  @Test
  void execute_sizesOfOtherAssignments_areNotBelieved() throws Exception {
    folder.resolve("clusters/assignments/part-1.parquet").delete();

    assertThatThrownBy(
            () ->
                retrieve(
                    1,
                    List.of(
                        seeds(
                            "hats",
                            List.of(Mode.CLUSTER),
                            Collisions.SHARE,
                            new ClusterConfig(0, 10_000, 1_000_000)))))
        .hasMessageStartingWith("hats drew ")
        .hasMessageEndingWith("the assignments are others");
  }
}
