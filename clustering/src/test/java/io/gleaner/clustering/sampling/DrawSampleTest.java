package io.gleaner.clustering.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.clustering.embedding.ClusteredRows;
import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.workers.DirectWorkers;
import io.gleaner.clustering.workers.LocalScratch;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrawSampleTest {
  private static final int DIMENSION = 5;

  @TempDir private Path root;

  @ParameterizedTest
  @CsvSource({"1,1,300", "3,2,300", "7,4,1", "2,2,12000", "2,1,12001"})
  void draw_anyShardsAndParallelism_givesTheSmallestHashes(int shards, int parallelism, int limit)
      throws Exception {
    EmbeddingBlock pool = ClusteredRows.of(12_000, DIMENSION, 3, 1);

    StoredSample sample =
        DrawSample.draw(
            ClusteredRows.shards(pool, shards),
            pool.rows(),
            limit,
            17,
            new LocalScratch(root.toString()),
            new DirectWorkers(parallelism));

    Map<String, List<Float>> expected = definition(pool, limit, 17);
    assertThat(rows(sample)).isEqualTo(expected);
    assertThat(sample.rows()).isEqualTo(expected.size());
    assertThat(rows(TrainingSample.draw(ClusteredRows.shards(pool, shards), limit, 17, 3)))
        .isEqualTo(expected);
  }

  @Test
  void draw_poolSmallerThanTold_drawsAgainUntilTheLimitIsReached() throws Exception {
    EmbeddingBlock pool = ClusteredRows.of(3000, DIMENSION, 3, 1);
    DirectWorkers workers = new DirectWorkers(2);

    StoredSample sample =
        DrawSample.draw(
            ClusteredRows.shards(pool, 2),
            30_000,
            1000,
            4,
            new LocalScratch(root.toString()),
            workers);

    assertThat(rows(sample)).isEqualTo(definition(pool, 1000, 4));
    assertThat(workers.runs()).hasValueGreaterThan(1).hasValueLessThan(5);
  }

  @ParameterizedTest
  @CsvSource({"3000,0", "2999,1"})
  void draw_poolOfManyTimesTheLimit_isReadByWorkersToTheSameBlocks(int limit, int pipelines)
      throws Exception {
    EmbeddingBlock pool = ClusteredRows.of(12_000, DIMENSION, 3, 1);
    DirectWorkers workers = new DirectWorkers(2);
    LocalScratch folder = new LocalScratch(root.toString());

    List<EmbeddingBlock> sample =
        TrainingSample.draw(ClusteredRows.shards(pool, 5), pool.rows(), limit, 17, folder, workers);

    assertThat(rows(sample)).isEqualTo(definition(pool, limit, 17));
    assertThat(EmbeddingBlock.concatenate(sample).ids()).isSorted();
    assertThat(workers.runs()).hasValue(pipelines);
    assertThat(root).isEmptyDirectory();
  }

  @Test
  void upTo_rowsOfOneHash_keepsThoseWithTheSmallestIds() {
    SamplePart part =
        new SamplePart(
            new String[] {"c", "a", "b", "z"},
            new long[] {-5, -5, -5, 1},
            new float[] {1, 2, 3, 4},
            1);
    EmbeddingBlock kept = part.upTo(-5, "b");
    assertThat(kept.ids()).containsExactly("a", "b", "z");
    assertThat(kept.values()).containsExactly(2, 3, 4);
  }

  @Test
  void of_rowsOfOneHashAtTheLimit_endsWithTheSmallestIds() throws Exception {
    LocalScratch folder = new LocalScratch(root.toString());
    float[] values = {1, 2, 3};
    new SamplePart(new String[] {"c", "e", "a"}, new long[] {7, 3, 9}, values, 1)
        .write(folder, "part-0");
    new SamplePart(new String[] {"b", "d", "f"}, new long[] {7, 7, 7}, values, 1)
        .write(folder, "part-1");

    StoredSample sample = StoredSample.of(folder, 3);

    assertThat(rows(sample).keySet()).containsExactly("b", "c", "e");
  }

  private static Map<String, List<Float>> definition(EmbeddingBlock pool, int limit, long seed) {
    return IntStream.range(0, pool.rows())
        .boxed()
        .sorted(
            Comparator.comparing(
                row -> Draws.hash(seed, "train", pool.id(row)), Long::compareUnsigned))
        .limit(limit)
        .collect(Collectors.toMap(pool::id, row -> vector(pool, row), (a, b) -> a, TreeMap::new));
  }

  private static Map<String, List<Float>> rows(StoredSample sample) throws Exception {
    Map<String, List<Float>> rows = new TreeMap<>();
    for (String part : sample.parts()) {
      rows.putAll(rows(List.of(sample.read(part))));
    }
    return rows;
  }

  private static Map<String, List<Float>> rows(List<EmbeddingBlock> blocks) {
    Map<String, List<Float>> rows = new TreeMap<>();
    for (EmbeddingBlock block : blocks) {
      for (int row = 0; row < block.rows(); row++) {
        rows.put(block.id(row), vector(block, row));
      }
    }
    return rows;
  }

  private static List<Float> vector(EmbeddingBlock block, int row) {
    int from = block.offset(row);
    float[] vector = Arrays.copyOfRange(block.values(), from, from + block.dimension());
    return IntStream.range(0, vector.length).mapToObj(i -> vector[i]).toList();
  }
}
