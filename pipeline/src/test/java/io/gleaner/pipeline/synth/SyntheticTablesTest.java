package io.gleaner.pipeline.synth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Row;
import io.gleaner.pipeline.table.TableReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyntheticTablesTest {
  private static final SynthConfig CONFIG = new SynthConfig(3_000, 200, 384, 30, 0.2, 700, 5);

  @TempDir Path temporary;

  private record Copy(String original, double similarity) {}

  private static Map<String, float[]> vectors(Location folder) throws IOException {
    Map<String, float[]> vectors = new LinkedHashMap<>();
    for (Location file : RunDirectory.tables(folder)) {
      try (TableReader reader = TableReader.open(file, "id", "embedding")) {
        for (Row row = reader.next(); row != null; row = reader.next()) {
          assertThat(vectors.put(row.text(0), row.vector(1))).as(row.text(0)).isNull();
        }
      }
    }
    return vectors;
  }

  private static Map<String, Copy> truth(Location folder) throws IOException {
    Map<String, Copy> truth = new HashMap<>();
    try (TableReader reader =
        TableReader.open(folder.resolve("truth.parquet"), "id", "original", "similarity")) {
      for (Row row = reader.next(); row != null; row = reader.next()) {
        truth.put(row.text(0), new Copy(row.text(1), row.real(2)));
      }
    }
    return truth;
  }

  private static double cosine(float[] a, float[] b) {
    double product = 0;
    double ofA = 0;
    double ofB = 0;
    for (int i = 0; i < a.length; i++) {
      product += (double) a[i] * b[i];
      ofA += (double) a[i] * a[i];
      ofB += (double) b[i] * b[i];
    }
    return product / Math.sqrt(ofA * ofB);
  }

  @Test
  void write_poolQueriesAndTruth_areWhatTheFormulaSays() throws Exception {
    Location folder = Location.of(temporary);
    long planted = new SyntheticTables(folder, CONFIG).write(2);

    Map<String, float[]> pool = vectors(folder.resolve("pool"));
    Map<String, float[]> queries = vectors(folder.resolve("queries"));
    Map<String, Copy> truth = truth(folder);
    assertThat(RunDirectory.tables(folder.resolve("pool"))).hasSize(5);
    assertThat(pool).hasSize(3_000);
    assertThat(queries).hasSize(200).doesNotContainKeys(pool.keySet().toArray(new String[0]));
    assertThat(pool.values())
        .allSatisfy(vector -> assertThat(cosine(vector, vector)).isEqualTo(1, within(1e-12)))
        .allSatisfy(vector -> assertThat(vector).hasSize(384));

    // 3,000 draws at 0.2: five standard deviations are 110
    assertThat(planted).isEqualTo(truth.size()).isBetween(490L, 710L);
    assertThat(truth)
        .allSatisfy(
            (id, copy) -> {
              assertThat(truth).as("an original").doesNotContainKey(copy.original());
              assertThat(copy.similarity()).isBetween(0.899999, 0.999);
              assertThat(cosine(pool.get(id), pool.get(copy.original())))
                  .isEqualTo(copy.similarity(), within(1e-6));
            });
    assertThat(truth.values().stream().mapToDouble(Copy::similarity).average().orElseThrow())
        .isEqualTo(0.9495, within(5 * 0.0286 / Math.sqrt(490)));
  }

  @Test
  void write_anyParallelism_sameBytes() throws Exception {
    Path one = temporary.resolve("one");
    Path two = temporary.resolve("two");
    new SyntheticTables(Location.of(one), CONFIG).write(1);
    new SyntheticTables(Location.of(two), CONFIG).write(2);
    List<Location> tables = RunDirectory.tables(Location.of(one));
    assertThat(tables).hasSize(7).hasSameSizeAs(RunDirectory.tables(Location.of(two)));
    for (Location table : tables) {
      Path same = two.resolve(one.relativize(table.path()));
      assertThat(Files.mismatch(table.path(), same)).as(same.toString()).isEqualTo(-1);
    }
  }

  @Test
  void vector_originals_cosinesWithinAndBetweenClustersAsDocumented() {
    SyntheticEmbeddings rows =
        new SyntheticEmbeddings(new SynthConfig(2_000, 0, 384, 20, 0, 1_000, 1));
    float[][] vectors = new float[2_000][];
    int[] cluster = new int[2_000];
    int[] size = new int[20];
    for (int row = 0; row < vectors.length; row++) {
      vectors[row] = rows.vector(row);
      cluster[row] = rows.cluster(rows.id(row));
      size[cluster[row]]++;
    }
    double[] sum = new double[2];
    double[] squares = new double[2];
    long[] pairs = new long[2];
    long above = 0;
    for (int a = 0; a < vectors.length; a++) {
      for (int b = 0; b < a; b++) {
        double cosine = cosine(vectors[a], vectors[b]);
        int kind = cluster[a] == cluster[b] ? 0 : 1;
        sum[kind] += cosine;
        squares[kind] += cosine * cosine;
        pairs[kind]++;
        above += cosine > 0.6 ? 1 : 0;
      }
    }
    assertThat(sum[0] / pairs[0]).isEqualTo(0.2, within(0.05));
    assertThat(Math.sqrt(squares[0] / pairs[0] - Math.pow(sum[0] / pairs[0], 2)))
        .isEqualTo(0.13, within(0.03));
    assertThat(sum[1] / pairs[1]).isEqualTo(0, within(0.03));
    assertThat(Math.sqrt(squares[1] / pairs[1])).isEqualTo(0.07, within(0.02));
    assertThat(above).isLessThan(2_000 / 10);
    // shares of ln(11 / 10) / ln(3) and ln(30 / 29) / ln(3) of 2,000: 173.5 and 61.7
    assertThat(size[0]).isBetween(110, 240);
    assertThat(size[19]).isBetween(25, 100);
  }

  @Test
  void vector_anotherSeed_isAnotherVector() {
    SyntheticEmbeddings one = new SyntheticEmbeddings(CONFIG);
    SyntheticEmbeddings other =
        new SyntheticEmbeddings(new SynthConfig(3_000, 200, 384, 30, 0.2, 700, 6));
    assertThat(cosine(one.vector(0), other.vector(0))).isLessThan(0.5);
  }

  @Test
  void next_manyDraws_haveMeanZeroAndVarianceOne() {
    Noise noise = new Noise(3, "test", "");
    double sum = 0;
    double squares = 0;
    int draws = 100_000;
    for (int i = 0; i < draws; i++) {
      float value = noise.next();
      sum += value;
      squares += (double) value * value;
    }
    assertThat(sum / draws).isEqualTo(0, within(5 / Math.sqrt(draws)));
    assertThat(squares / draws).isEqualTo(1, within(5 * Math.sqrt(1.7 / draws)));
  }

  @Test
  void config_outOfRange_saysWhatIsAllowed() {
    assertThatThrownBy(() -> new SynthConfig(10, 0, 384, 1, 0.95, 10, 0))
        .hasMessage("copies is 0.95, must be 0 to 0.9");
    assertThatThrownBy(() -> new SynthConfig(0, 0, 384, 1, 0, 10, 0))
        .hasMessage("images is 0, must be at least 1");
  }
}
