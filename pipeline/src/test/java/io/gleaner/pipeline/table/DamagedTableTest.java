package io.gleaner.pipeline.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of the same size with other bytes: whoever reads one says so. */
class DamagedTableTest {
  private record Item(String id, float[] vector, long count) {}

  private static final Format<Item> FORMAT =
      Format.<Item>empty()
          .withText("id", Item::id)
          .withVector("embedding", Item::vector)
          .withLong("count", Item::count);

  @TempDir Path folder;
  private Path file;
  private byte[] whole;

  private interface Read {
    void all(Location file) throws IOException;
  }

  @BeforeEach
  void write() throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      float[] vector = new float[32];
      for (int d = 0; d < vector.length; d++) {
        vector[d] = (float) random.nextDouble(-1, 1);
      }
      items.add(new Item("id" + random.nextLong(), vector, i));
    }
    file = folder.resolve("table.parquet");
    TableWriter.write(Location.of(file), FORMAT, items);
    whole = Files.readAllBytes(file);
  }

  @Test
  void write_everyPage_hasAChecksum() throws IOException {
    try (ParquetFileReader reader = TableReader.footerReader(Location.of(file))) {
      PageReadStore group = reader.readNextRowGroup();
      for (var column : reader.getFileMetaData().getSchema().getColumns()) {
        DataPage page = group.getPageReader(column).readPage();
        assertThat(page).as("%s", column).isNotNull();
      }
    }
    // Parquet-java forgets a page's checksum once it has read the page: a flipped bit tells.
    for (int byteOf : dataBytes()) {
      assertRefused(byteOf, TableReader::requireUndamaged);
    }
  }

  @Test
  void read_flippedBit_isAnErrorOfThatFile() throws IOException {
    for (int byteOf : dataBytes()) {
      assertRefused(byteOf, DamagedTableTest::readRows);
    }
  }

  @Test
  void readEmbeddings_flippedBit_isAnErrorOfThatFile() throws IOException {
    List<Integer> ofEmbeddings = dataBytes().subList(0, 16); // ids and vectors
    for (int byteOf : ofEmbeddings) {
      assertRefused(byteOf, DamagedTableTest::readEmbeddings);
    }
  }

  @Test
  void read_cutAnywhere_isAnErrorOfThatFile() throws IOException {
    for (int length : new int[] {0, 3, 4, 100, whole.length / 2, whole.length - 1}) {
      Files.write(file, java.util.Arrays.copyOf(whole, length));
      for (Read read : List.<Read>of(DamagedTableTest::readRows, TableReader::rows)) {
        assertThatThrownBy(() -> read.all(Location.of(file)))
            .as("%d of %d bytes", length, whole.length)
            .isInstanceOf(UnreadableTableException.class)
            .hasMessageContaining(file.toString());
      }
    }
  }

  /** Returns positions in the data of each column's pages: 8 at random in the last half of each. */
  private List<Integer> dataBytes() throws IOException {
    SplittableRandom random = new SplittableRandom(11);
    List<Integer> positions = new ArrayList<>();
    try (ParquetFileReader reader = TableReader.footerReader(Location.of(file))) {
      for (ColumnChunkMetaData chunk : reader.getFooter().getBlocks().get(0).getColumns()) {
        for (int i = 0; i < 8; i++) {
          long half = chunk.getTotalSize() / 2; // headers are at the start and have no checksum
          positions.add((int) (chunk.getStartingPos() + half + random.nextLong(half)));
        }
      }
    }
    return positions;
  }

  private void assertRefused(int position, Read read) throws IOException {
    byte[] damaged = whole.clone();
    damaged[position] ^= 4;
    Files.write(file, damaged);
    assertThatThrownBy(() -> read.all(Location.of(file)))
        .as("byte %d of %d", position, whole.length)
        .isInstanceOf(UnreadableTableException.class)
        .hasMessageContaining(file.toString());
    Files.write(file, whole);
  }

  private static void readRows(Location file) throws IOException {
    try (TableReader reader = TableReader.open(file, "id", "embedding", "count")) {
      Row row = reader.next();
      while (row != null) {
        row = reader.next();
      }
    }
  }

  private static void readEmbeddings(Location file) throws IOException {
    try (EmbeddingRows rows = EmbeddingRows.open(file, "embedding")) {
      boolean more = rows.next();
      while (more) {
        more = rows.next();
      }
    }
  }
}
