package io.gleaner.pipeline.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Embeddings of other writers, from resources/faults (README.md there), and their right values. */
class FaultEmbeddingsTest {
  private static Location fault(String name) throws URISyntaxException {
    return Location.of(Path.of(FaultEmbeddingsTest.class.getResource("/faults/" + name).toURI()));
  }

  private static List<String> ids(Location file) throws IOException {
    List<String> ids = new ArrayList<>();
    try (EmbeddingRows rows = EmbeddingRows.open(file, "embedding")) {
      while (rows.next()) {
        ids.add(rows.id());
      }
    }
    return ids;
  }

  @ParameterizedTest
  @ValueSource(strings = {"embeddings-uuid-ids.parquet", "embeddings-uint64-ids.parquet"})
  void open_idsOfAnyType_areTheSameForEveryReaderAndAllDifferent(String name) throws Exception {
    Location file = fault(name);
    List<String> ids = ids(file);
    List<String> others = new ArrayList<>();
    try (TableReader reader = TableReader.open(file, "id")) {
      for (Row row = reader.next(); row != null; row = reader.next()) {
        others.add(row.text(0));
      }
    }
    assertThat(ids).doesNotHaveDuplicates().isEqualTo(others);
  }

  @Test
  void open_uuids_haveTheirUsualForm() throws Exception {
    assertThat(ids(fault("embeddings-uuid-ids.parquet")))
        .hasSize(40)
        .contains("0190f3a4-b1c2-7000-a000-00000000009e", "0190f3a4-b1c2-7000-a000-000000000080");
  }

  @Test
  void open_unsignedIds_arePositive() throws Exception {
    assertThat(ids(fault("embeddings-uint64-ids.parquet")))
        .contains("9223372036854775808")
        .allMatch(id -> !id.startsWith("-"));
  }

  @Test
  void open_halfFloats_areRead() throws Exception {
    try (EmbeddingRows rows =
        EmbeddingRows.open(fault("embeddings-float16.parquet"), "embedding")) {
      int read = 0;
      while (rows.next()) {
        assertThat(rows.vector()).isNotEmpty();
        assertThat(rows.isUsable()).isTrue();
        read++;
      }
      assertThat(read).isEqualTo(20);
    }
  }

  @Test
  void open_codecThatIsNotRead_isNamedWithItsFile() throws Exception {
    Location file = fault("embeddings-brotli.parquet");
    assertThatThrownBy(() -> EmbeddingRows.open(file, "embedding"))
        .isInstanceOf(UnreadableTableException.class)
        .hasMessageStartingWith(file + ": codec BROTLI of column \"id\" is not read")
        .hasMessageContaining("ZSTD");
  }

  @Test
  void of_halfFloats_isWhatIeee754Says() {
    assertThat(HalfFloat.of(0x3C00)).isEqualTo(1f);
    assertThat(HalfFloat.of(0xB800)).isEqualTo(-0.5f);
    assertThat(HalfFloat.of(0x7BFF)).isEqualTo(65504f);
    assertThat(HalfFloat.of(0x0001)).isEqualTo(0x1p-24f);
    assertThat(HalfFloat.of(0x03FF)).isEqualTo(1023 * 0x1p-24f);
    assertThat(HalfFloat.of(0x0400)).isEqualTo(0x1p-14f);
    assertThat(HalfFloat.of(0x2E66)).isEqualTo(0.0999755859375f);
    assertThat(HalfFloat.of(0xFC00)).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(HalfFloat.of(0x7E00)).isNaN();
    assertThat(Float.floatToRawIntBits(HalfFloat.of(0x8000)))
        .isEqualTo(Float.floatToRawIntBits(-0f));
  }
}
