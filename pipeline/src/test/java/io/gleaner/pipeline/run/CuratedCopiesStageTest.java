package io.gleaner.pipeline.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.clustering.embedding.UnitVectors;
import io.gleaner.clustering.vector.DotProduct;
import io.gleaner.pipeline.progress.Progress;
import io.gleaner.pipeline.runner.BeamOptions;
import io.gleaner.pipeline.runner.CheckedPipelines;
import io.gleaner.pipeline.runner.DirectPipelines;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Format;
import io.gleaner.pipeline.table.Row;
import io.gleaner.pipeline.table.TableReader;
import io.gleaner.pipeline.table.TableWriter;
import io.gleaner.retrieval.neighbours.SearchConfig;
import io.gleaner.retrieval.neighbours.cells.CellConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CuratedCopiesStageTest {
  private static final int DIMENSION = 4;

  /**
   * @param stored as its table has it
   * @param vector of unit length
   */
  private record Image(String id, float[] stored, float[] vector) {}

  private record Leaves(String table, String keptId, float similarity) {}

  @TempDir Path temporary;
  private final SplittableRandom random = new SplittableRandom(2);

  private List<Image> images(String name, int images, int tables) throws Exception {
    List<Image> all = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      float[] vector = new float[DIMENSION];
      for (int j = 0; j < DIMENSION; j++) {
        vector[j] = (float) random.nextDouble(-1, 1);
      }
      float[] stored = vector.clone();
      UnitVectors.normalise(vector, 0, DIMENSION);
      all.add(new Image(String.format(Locale.ROOT, "%s-%04d", name, i), stored, vector));
    }
    for (int table = 0; table < tables; table++) {
      int remainder = table;
      TableWriter.write(
          folder(name).resolve("part-" + table + ".parquet"),
          Format.<Image>empty().withText("id", Image::id).withVector("embedding", Image::stored),
          all.stream().filter(image -> all.indexOf(image) % tables == remainder).toList());
    }
    return all;
  }

  private Location folder(String name) {
    return Location.of(temporary).resolve("images/" + name);
  }

  private Inputs inputs(String name) {
    return new Inputs(folder(name), "embedding", () -> name);
  }

  @ParameterizedTest
  @CsvSource({"1, 0.95", "4, 0.95", "1, 1"})
  void execute_poolNearToCuratedImages_losesWhatIsAboveTheThreshold(int cells, float threshold)
      throws Exception {
    List<Image> pool = images("pool", 600, 3);
    List<Image> curated = images("hats", 40, 2);
    curated.addAll(images("shoes", 30, 1));
    RunDirectory directory = new RunDirectory(Location.of(temporary.resolve("run")));
    Location gone = Location.of(temporary).resolve("gone");
    TableWriter.write(
        gone.resolve("part-1.parquet"),
        Format.<Image>empty().withText("id", Image::id),
        List.of(pool.get(1), pool.get(4)));
    CuratedCopiesStage stage =
        new CuratedCopiesStage(
            directory,
            inputs("pool"),
            new RemovedImages(gone, () -> ""),
            List.of(inputs("hats"), inputs("shoes")),
            threshold,
            SearchConfig.DEFAULTS
                .withIndex(SearchConfig.Index.EXACT)
                .withCells(new CellConfig(cells, 10_000, 2 * cells)));

    Map<String, Long> counts =
        stage.execute(
            new Execution(
                new CheckedPipelines(new DirectPipelines(2, BeamOptions.none())),
                Progress.silent()));

    Map<String, Leaves> expected = new HashMap<>();
    for (int i = 0; i < pool.size(); i++) {
      String kept = null;
      float most = threshold;
      for (Image image : curated) {
        float similarity = DotProduct.of(pool.get(i).vector, image.vector);
        if (similarity > most) {
          kept = image.id;
          most = similarity;
        }
      }
      if (kept != null && i != 1 && i != 4) {
        expected.put(pool.get(i).id, new Leaves("part-" + i % 3 + ".parquet", kept, most));
      }
    }
    assertThat(expected.isEmpty()).isEqualTo(threshold == 1);
    assertThat(read(directory)).isEqualTo(expected);
    assertThat(counts)
        .containsEntry("curated", (long) expected.size())
        .containsEntry("left", 598L - expected.size());
    assertThat(stage.removed().count()).isEqualTo(2 + expected.size());
    assertThat(stage.removed().byTable().get("part-1.parquet").ids())
        .contains(pool.get(1).id, pool.get(4).id);
  }

  private static Map<String, Leaves> read(RunDirectory directory) throws Exception {
    Map<String, Leaves> leaving = new HashMap<>();
    for (Location file : RunDirectory.tables(directory.curatedCopies())) {
      try (TableReader reader = TableReader.open(file, "id", "kept_id", "kind", "similarity")) {
        for (Row row = reader.next(); row != null; row = reader.next()) {
          assertThat(row.text(2)).isEqualTo("curated");
          leaving.put(row.text(0), new Leaves(file.name(), row.text(1), (float) row.real(3)));
        }
      }
    }
    return leaving;
  }
}
