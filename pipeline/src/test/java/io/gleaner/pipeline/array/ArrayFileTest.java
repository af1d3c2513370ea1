package io.gleaner.pipeline.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.pipeline.storage.Location;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArrayFileTest {
  private static final Path ARRAYS = Path.of("src/test/resources/array");

  @TempDir Path folder;

  /** What NumPy has read from the files, by file, row after row. */
  private static Map<String, List<Float>> expected() throws Exception {
    Map<String, List<Float>> values = new LinkedHashMap<>();
    for (String line : Files.readAllLines(ARRAYS.resolve("expected.csv"))) {
      String[] cells = line.split(",");
      String hex = cells[3];
      float value =
          switch (hex) {
            case "inf" -> Float.POSITIVE_INFINITY;
            case "-inf" -> Float.NEGATIVE_INFINITY;
            case "nan" -> Float.NaN;
            default -> Float.parseFloat(hex);
          };
      values.computeIfAbsent(cells[0], none -> new ArrayList<>()).add(value);
    }
    return values;
  }

  @Test
  void open_arraysThatNumpyWrote_haveItsValuesToTheBit() throws Exception {
    Map<String, List<Float>> expected = expected();
    assertThat(expected).hasSize(13);
    for (Map.Entry<String, List<Float>> file : expected.entrySet()) {
      List<Float> values = new ArrayList<>();
      long rows = 0;
      try (ArrayRows array =
          ArrayFile.open(Location.of(ARRAYS.resolve(file.getKey())), "embedding")) {
        for (float[] row = array.next(); row != null; row = array.next()) {
          assertThat(row).hasSize(array.dimension());
          for (float value : row) {
            values.add(value);
          }
          rows++;
        }
        assertThat(rows).isEqualTo(array.rows());
      }
      assertThat(values).as(file.getKey()).isEqualTo(file.getValue());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ':',
      value = {
        "fortran.npy: is in Fortran order",
        "objects.npy: holds Python objects",
        "integers.npy: holds \"<i8\", must hold float16, float32 or float64",
        "fields.npy: holds records of several fields",
        "flat.npy: has the shape (3,)",
        "cube.npy: has the shape (2,2,2)",
        "several.npz: has no array \"embedding\", it has [first, second]",
        "cut.npy: has 259 bytes",
        "longer.npy: has 276 bytes",
        "header.npy: ends within its header",
        "text.npy: is no NumPy array"
      })
  void open_whatIsNotRead_isRefusedByName(String file, String why) {
    assertThatThrownBy(
            () -> ArrayFile.open(Location.of(ARRAYS.resolve("refused/" + file)), "embedding"))
        .isInstanceOf(UnreadableArrayException.class)
        .hasMessageContaining(file + ": ")
        .hasMessageContaining(why);
  }

  /** Many blocks: an array larger than what is held at once, written here. */
  @Test
  void next_arrayOfManyBlocks_givesEachRowOnce() throws Exception {
    int rows = 10_000;
    int dimension = 300;
    String header =
        String.format(
            Locale.ROOT,
            "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }\n",
            rows,
            dimension);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    out.write(header.length());
    out.write(header.length() >> 8);
    out.write(header.getBytes(StandardCharsets.US_ASCII));
    ByteBuffer values = ByteBuffer.allocate(4 * rows * dimension).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < rows * dimension; i++) {
      values.putFloat(i);
    }
    out.write(values.array());
    Path file = Files.write(folder.resolve("large.npy"), out.toByteArray());
    try (ArrayRows array = ArrayFile.open(Location.of(file), "embedding")) {
      for (int row = 0; row < rows; row++) {
        float[] vector = array.next();
        assertThat(vector[0]).isEqualTo((float) row * dimension);
        assertThat(vector[dimension - 1]).isEqualTo((float) (row * dimension + dimension - 1));
      }
      assertThat(array.next()).isNull();
    }
  }
}
