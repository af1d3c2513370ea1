package io.gleaner.pipeline.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.parquet.io.api.Binary;
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

  /** Against all positive halves: what is nearest to a decimal is the number that it reads as. */
  @Test
  void text_everyHalfFloat_isTheShortestDecimalThatReadsAsIt() {
    TreeMap<BigDecimal, Integer> halves = new TreeMap<>();
    for (int bits = 1; bits < 0x7C00; bits++) {
      halves.put(new BigDecimal(HalfFloat.of(bits)), bits);
    }
    for (int bits = 1; bits < 0x7C00; bits++) {
      BigDecimal decimal = new BigDecimal(text(bits));
      assertThat(nearest(halves, decimal)).as("%s", decimal).isEqualTo(bits);
      int digits = decimal.stripTrailingZeros().precision();
      if (digits > 1) {
        BigDecimal shorter = new BigDecimal(HalfFloat.of(bits)).round(new MathContext(digits - 1));
        assertThat(nearest(halves, shorter)).as("%s", shorter).isNotEqualTo(bits);
      }
      assertThat(text(bits | 0x8000)).isEqualTo("-" + text(bits));
    }
    assertThat(text(0x2E66)).isEqualTo("0.1");
    assertThat(text(0x3555)).isEqualTo("0.3333");
    assertThat(text(0x7BFF)).isEqualTo("65500.0");
    assertThat(text(0x0001)).isEqualTo("6.0E-8");
    assertThat(text(0x8000)).isEqualTo("-0.0");
    assertThat(text(0x7E00)).isEqualTo("NaN");
  }

  private static String text(int bits) {
    return HalfFloat.text(
        Binary.fromConstantByteArray(new byte[] {(byte) bits, (byte) (bits >> 8)}));
  }

  private static int nearest(TreeMap<BigDecimal, Integer> halves, BigDecimal decimal) {
    Map.Entry<BigDecimal, Integer> below = halves.floorEntry(decimal);
    Map.Entry<BigDecimal, Integer> above = halves.ceilingEntry(decimal);
    if (above == null) { // what is nearer to the next power of two reads as infinite
      return decimal.compareTo(new BigDecimal(65520)) < 0 ? below.getValue() : 0x7C00;
    }
    if (below == null) {
      return above.getValue();
    }
    int order = decimal.subtract(below.getKey()).compareTo(above.getKey().subtract(decimal));
    boolean first = order == 0 ? below.getValue() % 2 == 0 : order < 0; // ties go to even
    return first ? below.getValue() : above.getValue();
  }
}
