package io.gleaner.pipeline.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.embedding.EmbeddingReader;
import io.gleaner.clustering.embedding.UnitVectors;
import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParquetShardTest {
  private record Item(String id, float[] vector) {}

  private static final Format<Item> FORMAT =
      Format.<Item>empty().withText("id", Item::id).withVector("embedding", Item::vector);

  @TempDir Path folder;

  private Location write(List<Item> items) throws IOException {
    Location file = Location.of(folder.resolve("part.parquet"));
    TableWriter.write(file, FORMAT, items);
    return file;
  }

  private static List<String> read(ParquetShard shard, int rowsPerBlock) throws IOException {
    List<String> rows = new ArrayList<>();
    try (EmbeddingReader reader = shard.open(rowsPerBlock)) {
      for (EmbeddingBlock block = reader.next(); block != null; block = reader.next()) {
        assertThat(block.rows()).isBetween(1, rowsPerBlock);
        for (int row = 0; row < block.rows(); row++) {
          int offset = block.offset(row);
          float[] vector = Arrays.copyOfRange(block.values(), offset, offset + block.dimension());
          rows.add(block.id(row) + Arrays.toString(vector));
        }
      }
      assertThat(reader.next()).isNull();
    }
    return rows;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 100, 5000})
  void next_rowsOfAllKinds_givesThoseWithADirectionAtUnitLength(int rowsPerBlock)
      throws IOException {
    var random = new SplittableRandom(rowsPerBlock);
    List<Item> items = new ArrayList<>(List.of(new Item("none", new float[0])));
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      float[] vector = new float[24];
      for (int j = 0; j < vector.length; j++) {
        vector[j] = (float) random.nextDouble(-1, 1);
      }
      String id = "image-" + i;
      switch (random.nextInt(8)) {
        case 0 -> items.add(new Item(null, vector));
        case 1 -> items.add(new Item(id, null));
        case 2 -> items.add(new Item(id, new float[24]));
        case 3 -> {
          vector[random.nextInt(24)] = Float.NaN;
          items.add(new Item(id, vector));
        }
        default -> {
          items.add(new Item(id, vector));
          float[] unit = vector.clone();
          UnitVectors.normalise(unit, 0, 24);
          expected.add(id + Arrays.toString(unit));
        }
      }
    }
    assertThat(read(ParquetShard.of(write(items), "embedding"), rowsPerBlock)).isEqualTo(expected);
  }

  @Test
  void next_vectorsOfAnotherDimension_areLeftOut() throws IOException {
    Location file =
        write(
            List.of(
                new Item("zero", new float[3]),
                new Item("a", new float[] {0, 1}),
                new Item("b", new float[] {1, 2, 3}),
                new Item("empty", new float[0]),
                new Item("c", new float[] {1, 0})));
    assertThat(read(ParquetShard.of(file, "embedding"), 10))
        .containsExactly("a[0.0, 1.0]", "c[1.0, 0.0]");
  }

  @Test
  void next_nothingUsable_isTheEnd() throws IOException {
    Location file = write(List.of(new Item("a", new float[3]), new Item(null, null)));
    assertThat(read(ParquetShard.of(file, "embedding"), 10)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void next_aFlippedBitInAPage_isAnErrorAndNoOtherVector(long seed) throws IOException {
    var random = new SplittableRandom(seed);
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      items.add(new Item("image-" + i, new float[] {1, (float) random.nextDouble(), i}));
    }
    Location location = write(items);
    List<String> whole = read(ParquetShard.of(location, "embedding"), 100);
    Path file = folder.resolve("part.parquet");
    byte[] bytes = Files.readAllBytes(file);
    int data = bytes.length / 2; // both columns' pages are before the footer, and the larger half
    for (int i = 0; i < 40; i++) {
      byte[] damaged = bytes.clone();
      damaged[random.nextInt(100, data)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, damaged);
      try {
        assertThat(read(ParquetShard.of(location, "embedding"), 100)).isEqualTo(whole);
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("part.parquet");
      }
    }
  }
}
