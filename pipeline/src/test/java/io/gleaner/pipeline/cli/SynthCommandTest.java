package io.gleaner.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Row;
import io.gleaner.pipeline.table.TableReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SynthCommandTest {
  @TempDir Path folder;

  @Test
  void run_deduplicatingWhatItMade_bringsEveryCopyToItsOriginal() throws IOException {
    String data = folder.resolve("data").toString();
    String run = folder.resolve("run").toString();
    assertThat(Gleaner.run("synth", "--images", "500", "--copies", "0.3", "--output", data))
        .isZero();
    assertThat(Gleaner.run("dedup", "--embeddings", data + "/pool", "--output", run)).isZero();

    Map<String, String> kept = column(Location.of(run + "/duplicates"), "kept_id");
    Map<String, String> truth = column(Location.of(data + "/truth.parquet"), "original");
    assertThat(truth).hasSizeBetween(100, 200);
    assertThat(truth)
        .allSatisfy(
            (id, original) ->
                assertThat(kept.getOrDefault(id, id))
                    .isEqualTo(kept.getOrDefault(original, original)));
    assertThat(kept)
        .as("each copy costs one image, and hardly anything else does")
        .hasSizeBetween(truth.size(), truth.size() + 10);
  }

  @Test
  void run_outputHasTables_isRefusedAndLeavesThem() {
    String data = folder.resolve("data").toString();
    assertThat(Gleaner.run("synth", "--images", "20", "--output", data)).isZero();
    assertThat(Gleaner.run("synth", "--images", "30", "--output", data)).isEqualTo(2);
    assertThat(Gleaner.run("synth", "--images", "0", "--output", data + "2")).isEqualTo(2);
    assertThat(RunDirectory.tables(Location.of(data))).hasSize(2);
  }

  private static Map<String, String> column(Location tables, String name) throws IOException {
    Map<String, String> values = new HashMap<>();
    for (Location file : RunDirectory.tables(tables)) {
      try (TableReader reader = TableReader.open(file, "id", name)) {
        for (Row row = reader.next(); row != null; row = reader.next()) {
          values.put(row.text(0), row.text(1));
        }
      }
    }
    return values;
  }
}
