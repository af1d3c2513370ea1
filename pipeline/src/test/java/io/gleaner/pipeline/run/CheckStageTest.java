package io.gleaner.pipeline.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.pipeline.progress.Progress;
import io.gleaner.pipeline.runner.BeamOptions;
import io.gleaner.pipeline.runner.DirectPipelines;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Format;
import io.gleaner.pipeline.table.Row;
import io.gleaner.pipeline.table.TableReader;
import io.gleaner.pipeline.table.TableWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckStageTest {
  private static final Execution EXECUTION =
      new Execution(new DirectPipelines(2, BeamOptions.none()), Progress.silent());

  private record Item(String id, float[] vector) {}

  @TempDir Path folder;

  private Location write(String name, String column, Item... items) throws IOException {
    Location file = Location.of(folder.resolve(name));
    TableWriter.write(
        file,
        Format.<Item>empty().withText("id", Item::id).withVector(column, Item::vector),
        List.of(items));
    return file;
  }

  private CheckStage check(List<Inputs> inputs) {
    return new CheckStage(new RunDirectory(Location.of(folder.resolve("run"))), inputs);
  }

  private List<List<String>> rejected() throws IOException {
    List<Location> tables = RunDirectory.tables(Location.of(folder.resolve("run/rejected")));
    assertThat(tables).isNotEmpty();
    List<List<String>> rejected = new ArrayList<>();
    for (Location table : tables) {
      try (TableReader reader =
          TableReader.open(table, "uri", "source", "stage", "reason", "detail")) {
        for (Row row = reader.next(); row != null; row = reader.next()) {
          rejected.add(List.of(row.text(0), row.text(1), row.text(2), row.text(3), row.text(4)));
        }
      }
    }
    return rejected;
  }

  private static List<String> row(String uri, String detail) {
    return List.of(uri, "embeddings", "embed", "UNUSABLE_EMBEDDING", detail);
  }

  @Test
  void execute_severalFilesOfTwoInputs_tellsEachUnusableRowOnce() throws Exception {
    Item good = new Item("good", new float[] {1, 2});
    Location a =
        write(
            "pool/a.parquet",
            "embedding",
            good,
            new Item("zero", new float[2]),
            new Item("empty", new float[0]),
            new Item(null, new float[] {1, 2}),
            new Item(null, null));
    Location b =
        write(
            "pool/deep/b.parquet",
            "embedding",
            new Item("nan", new float[] {0, Float.NaN}),
            good,
            new Item("ragged", new float[] {1, 2, 3}),
            new Item("infinite", new float[] {Float.NEGATIVE_INFINITY, 0}));
    write("pool/c.parquet", "embedding", good);
    Location d = write("set.parquet", "vector", good, new Item("none", null));
    CheckStage check =
        check(
            List.of(
                Inputs.of(Location.of(folder.resolve("pool")), "embedding"),
                Inputs.of(d, "vector")));
    assertThat(check.execute(EXECUTION)).isEqualTo(Map.of("rows", 12L, "rejected", 8L));
    assertThat(rejected())
        .containsExactlyInAnyOrder(
            row(a + "#zero", "all 2 components are zero"),
            row(a + "#empty", "the vector has no components"),
            row(a + "#null", "there is no id"),
            row(a + "#null", "there is no id"),
            row(b + "#nan", "component 1 of 2 is NaN"),
            row(b + "#ragged", "the vector has 3 components, those before it 2"),
            row(b + "#infinite", "component 0 of 2 is -Infinity"),
            row(d + "#none", "there is no vector"));
  }

  @Test
  void execute_nothingUnusable_leavesAnEmptyTable() throws Exception {
    Location file = write("pool.parquet", "embedding", new Item("good", new float[] {1, 2}));
    assertThat(check(List.of(Inputs.of(file, "embedding"))).execute(EXECUTION))
        .isEqualTo(Map.of("rows", 1L, "rejected", 0L));
    assertThat(rejected()).isEmpty();
  }
}
