package io.gleaner.pipeline.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.embedding.EmbeddingReader;
import io.gleaner.clustering.embedding.EmbeddingShard;
import io.gleaner.dedup.DedupConfig;
import io.gleaner.dedup.Kind;
import io.gleaner.dedup.LargeComponentException;
import io.gleaner.dedup.OnLargeComponent;
import io.gleaner.dedup.near.Edge;
import io.gleaner.dedup.near.EdgeBlock;
import io.gleaner.pipeline.manifest.WriteKept;
import io.gleaner.pipeline.progress.Progress;
import io.gleaner.pipeline.runner.BeamOptions;
import io.gleaner.pipeline.runner.DirectPipelines;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.storage.StoredFile;
import io.gleaner.pipeline.table.EdgeTables;
import io.gleaner.pipeline.table.ExcludedIds;
import io.gleaner.pipeline.table.Format;
import io.gleaner.pipeline.table.Row;
import io.gleaner.pipeline.table.TableReader;
import io.gleaner.pipeline.table.TableWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.beam.sdk.Pipeline;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Decisions on tables: in memory and by component, and what later stages read of them. */
class DecidePoolTest {
  private static final int IMAGES = 120;
  private static final Execution EXECUTION =
      new Execution(new DirectPipelines(2, BeamOptions.none()), Progress.silent());

  private static final Format<Integer> POOL =
      Format.<Integer>empty()
          .withText("id", DecidePoolTest::id)
          .withText("uri", DecidePoolTest::id)
          .withText("key", image -> null)
          .withText("sha256", image -> null)
          .withText("source", image -> "pool")
          .withInteger("width", image -> 1 + image % 3)
          .withInteger("height", image -> 1)
          .withInteger("bytes", image -> 1 + image % 5)
          .withVector("embedding", image -> new float[] {1, image});

  private static final Format<Edge> EDGES =
      Format.<Edge>empty()
          .withText("id_a", Edge::a)
          .withText("id_b", Edge::b)
          .withFloat("similarity", Edge::similarity);

  @TempDir Path temporary;
  private Location folder;
  private Inputs pool;

  /** Image i of the pool is in table i mod 4; no edge names an image of table 3. */
  @BeforeEach
  void writePool() throws IOException {
    folder = Location.of(temporary);
    pool = Inputs.of(folder.resolve("images"), "embedding");
    for (int table = 0; table < 4; table++) {
      int rest = table;
      TableWriter.write(
          folder.resolve(String.format(Locale.ROOT, "images/deep-%d/part.parquet", table)),
          POOL,
          IntStream.range(0, IMAGES).filter(i -> i % 4 == rest).boxed().toList());
    }
    TableWriter.write(
        folder.resolve("evaluation/part-0.parquet"),
        Format.<String>empty().withText("id", id -> id),
        List.of("eval0", "eval1"));
  }

  private static String id(int image) {
    return String.format(Locale.ROOT, "i%03d", image);
  }

  private EvidenceTables evidence(long seed) throws IOException {
    var random = new SplittableRandom(seed);
    Map<Kind, List<Location>> tables = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      for (int file = 0; file < 2; file++) {
        List<Edge> edges = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          String a = image(random);
          String b = kind == Kind.RELATIVE ? "eval" + random.nextInt(2) : image(random);
          if (!a.equals(b) && (kind != Kind.RELATIVE || i < 3)) {
            edges.add(Edge.of(a, b, kind == Kind.EXACT ? 1 : 0.4f + random.nextInt(13) / 20f));
          }
        }
        Location table =
            folder.resolve(String.format(Locale.ROOT, "edges-%s-%d.parquet", kind, file));
        TableWriter.write(table, EDGES, edges);
        tables.computeIfAbsent(kind, none -> new ArrayList<>()).add(table);
      }
    }
    return EvidenceTables.of(
        pool.files(), List.of(folder.resolve("evaluation/part-0.parquet")), tables);
  }

  private static String image(SplittableRandom random) {
    return id(4 * random.nextInt(IMAGES / 4) + random.nextInt(3));
  }

  private DecisionTables tables(String name) {
    return new DecisionTables(
        folder.resolve(name + "/duplicates"), folder.resolve(name + "/components"), pool.names());
  }

  @Test
  void byComponent_manifestOfWhatIsLeft_isThatOfTheDecisionInMemory() throws Exception {
    new DecidePool(DedupConfig.DEFAULTS, evidence(3), tables("memory")).inMemory();
    new DecidePool(DedupConfig.DEFAULTS, evidence(3), tables("component")).byComponent(EXECUTION);
    Map<String, List<String>> manifests = new HashMap<>();
    for (String name : List.of("memory", "component")) {
      RemovedImages removed = new RemovedImages(folder.resolve(name + "/duplicates"), () -> "");
      List<WriteKept.Table> kept = new ArrayList<>();
      List<StoredFile> files = RunDirectory.tableFiles(pool.folder());
      for (StoredFile file : files) {
        kept.add(
            new WriteKept.Table(
                file.location(),
                removed.byTable().getOrDefault(file.relative(), ExcludedIds.none())));
      }
      Pipeline pipeline = EXECUTION.pipeline();
      pipeline.apply(new WriteKept(kept, List.of(), folder.resolve(name + "/manifest"), 3));
      EXECUTION.run(pipeline);
      manifests.put(name, all(rows(name + "/manifest", "id")));
    }
    Set<String> left = new TreeSet<>();
    IntStream.range(0, IMAGES).forEach(image -> left.add(id(image)));
    all(rows("memory/duplicates", "id")).forEach(left::remove);
    assertThat(manifests.get("memory")).containsExactlyInAnyOrderElementsOf(left);
    assertThat(manifests.get("component")).isEqualTo(manifests.get("memory"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void byComponent_randomEdges_writesTheTablesOfTheDecisionInMemory(long seed) throws Exception {
    DedupConfig config = DedupConfig.DEFAULTS.withLargestComponent(5 * seed);
    new DecidePool(config, evidence(seed), tables("memory")).inMemory();
    new DecidePool(config, evidence(seed), tables("component")).byComponent(EXECUTION);
    Map<String, List<String>> expected =
        rows("memory/duplicates", "id", "kept_id", "kind", "similarity", "component_size");
    assertThat(
            rows("component/duplicates", "id", "kept_id", "kind", "similarity", "component_size"))
        .isEqualTo(expected);
    assertThat(expected)
        .containsOnlyKeys("deep-0/part.parquet", "deep-1/part.parquet", "deep-2/part.parquet");
    String[] columns = {"component", "kind", "size", "weakest_edge", "representative", "split"};
    assertThat(all(rows("component/components", columns)))
        .isEqualTo(all(rows("memory/components", columns)))
        .isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void byComponent_reviewedEdges_writesTheTablesOfTheDecisionInMemory(long seed) throws Exception {
    Set<String> removed = Set.of(id(0), id(5), id(10), id(3));
    Set<String> never = Set.of(id(1), id(6), id(7), id(20));
    Map<String, Set<String>> apart = new HashMap<>();
    for (EdgeBlock block : EdgeTables.read(evidence(seed).tables(Kind.NEAR))) {
      for (int i = 0; i < block.size(); i += 2) {
        apart.computeIfAbsent(block.a(i), none -> new HashSet<>()).add(block.b(i));
      }
    }
    Map<String, Set<String>> leaving = new HashMap<>();
    for (int image : new int[] {0, 5, 10, 3, 1, 6, 7, 20}) {
      leaving
          .computeIfAbsent(
              String.format(Locale.ROOT, "deep-%d/part.parquet", image % 4),
              none -> new TreeSet<>())
          .add(id(image));
    }
    EvidenceTables reviewed = evidence(seed).reviewed(removed, apart);
    for (String way : List.of("memory", "component")) {
      DecisionTables tables =
          new DecisionTables(
              folder.resolve(way + "/duplicates"),
              folder.resolve(way + "/components"),
              pool.names(),
              leaving);
      DecidePool decide = new DecidePool(DedupConfig.DEFAULTS, reviewed, tables, never);
      if (way.equals("memory")) {
        decide.inMemory();
      } else {
        decide.byComponent(EXECUTION);
      }
    }
    String[] columns = {"id", "kept_id", "kind", "similarity", "component_size"};
    Map<String, List<String>> expected = rows("memory/duplicates", columns);
    assertThat(rows("component/duplicates", columns)).isEqualTo(expected);
    assertThat(expected.get("deep-3/part.parquet"))
        .containsExactly(
            id(3) + " " + id(3) + " review 1.0 1", id(7) + " " + id(7) + " review 1.0 1");
    for (String id : removed) {
      assertThat(all(expected)).contains(id + " " + id + " review 1.0 1");
      assertThat(all(expected)).filteredOn(row -> row.contains(" " + id + " ")).hasSize(1);
    }
    for (String id : never) {
      assertThat(all(expected)).filteredOn(row -> row.startsWith(id)).hasSize(1);
    }
    assertThat(reviewed.poolImages()).isEqualTo(IMAGES - 4);
  }

  @Test
  void shards_afterADecision_leaveOutTheImagesOfTheirOwnTable() throws Exception {
    new DecidePool(DedupConfig.DEFAULTS, evidence(3), tables("run")).inMemory();
    var removed = new RemovedImages(folder.resolve("run/duplicates"), () -> "");
    var left = new TreeSet<String>();
    IntStream.range(0, IMAGES).forEach(image -> left.add(id(image)));
    rows("run/duplicates", "id").values().forEach(left::removeAll);
    assertThat(removed.count()).isEqualTo(IMAGES - left.size()).isPositive();
    List<String> read = new ArrayList<>();
    for (EmbeddingShard shard : pool.shards(removed)) {
      try (EmbeddingReader reader = shard.open(7)) {
        for (EmbeddingBlock block = reader.next(); block != null; block = reader.next()) {
          read.addAll(List.of(block.ids()));
        }
      }
    }
    assertThat(read).containsExactlyInAnyOrderElementsOf(left);
    assertThat(pool.shards()).hasSameSizeAs(pool.shards(removed));
  }

  @Test
  void decide_nothingToRemove_leavesAnEmptyTable() throws Exception {
    EvidenceTables none = EvidenceTables.of(pool.files(), List.of(), Map.of(Kind.NEAR, List.of()));
    new DecidePool(DedupConfig.DEFAULTS, none, tables("memory")).decide(EXECUTION);
    new DecidePool(DedupConfig.DEFAULTS, none, tables("component")).byComponent(EXECUTION);
    for (String way : List.of("memory", "component")) {
      assertThat(rows(way + "/duplicates", "id")).containsOnlyKeys("deep-0/part.parquet");
      assertThat(all(rows(way + "/duplicates", "id"))).isEmpty();
      assertThat(rows(way + "/components", "component")).hasSize(1);
    }
  }

  @Test
  void byComponent_largeComponentFails_namesIt() throws Exception {
    DedupConfig config =
        DedupConfig.DEFAULTS.withLargestComponent(2).withOnLargeComponent(OnLargeComponent.FAIL);
    EvidenceTables evidence = evidence(4);
    String message = null;
    try {
      new DecidePool(config, evidence, tables("memory")).inMemory();
    } catch (LargeComponentException e) {
      message = e.getMessage();
    }
    assertThat(message).contains("largest_component is 2");
    assertThatThrownBy(
            () -> new DecidePool(config, evidence, tables("component")).byComponent(EXECUTION))
        .isInstanceOf(LargeComponentException.class)
        .hasMessage(message);
  }

  private Map<String, List<String>> rows(String name, String... columns) throws IOException {
    Map<String, List<String>> rows = new HashMap<>();
    for (StoredFile file : RunDirectory.tableFiles(folder.resolve(name))) {
      List<String> some = rows.computeIfAbsent(file.relative(), none -> new ArrayList<>());
      try (TableReader reader = TableReader.open(file.location(), columns)) {
        for (Row row = reader.next(); row != null; row = reader.next()) {
          List<String> values = new ArrayList<>();
          for (int column = 0; column < columns.length; column++) {
            boolean real =
                columns[column].equals("similarity") || columns[column].equals("weakest_edge");
            values.add(real ? Float.toString((float) row.real(column)) : row.text(column));
          }
          some.add(String.join(" ", values));
        }
      }
    }
    return rows;
  }

  private static List<String> all(Map<String, List<String>> rows) {
    return new TreeMap<>(rows).values().stream().flatMap(List::stream).sorted().toList();
  }
}
