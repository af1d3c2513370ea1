package io.gleaner.pipeline.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.pipeline.image.RgbImage;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Format;
import io.gleaner.pipeline.table.TableWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConstantImagesTest {
  @Test
  void isConstant_onePixelDiffers_isNot() {
    byte[] rgb = new byte[3 * 4 * 5];
    assertThat(new RgbImage(4, 5, rgb).isConstant()).isTrue();
    assertThat(new RgbImage(1, 1, new byte[] {1, 2, 3}).isConstant()).isTrue();
    rgb[rgb.length - 1] = 1;
    assertThat(new RgbImage(4, 5, rgb).isConstant()).isFalse();
    assertThat(new RgbImage(2, 1, new byte[] {1, 2, 3, 1, 2, 3}).isConstant()).isTrue();
    assertThat(new RgbImage(2, 1, new byte[] {1, 1, 2, 1, 1, 1}).isConstant()).isFalse();
  }

  @Test
  void count_severalTablesOfASource_addsThem(@TempDir Path folder) throws Exception {
    Location pool = table(folder, "a.parquet", 10);
    Location more = table(folder, "b.parquet", 7);
    Location hats = table(folder, "c.parquet", 1);

    assertThat(
            ConstantImages.count(
                Map.of("pool", List.of(pool, more), "curated/hats", List.of(hats))))
        .isEqualTo(Map.of("pool", 4L + 3L, "curated/hats", 1L));
  }

  /** Every third row, from the first on, is constant. */
  private static Location table(Path folder, String name, int rows) throws Exception {
    Location file = Location.of(folder).resolve(name);
    Format<Integer> format =
        Format.<Integer>empty()
            .withText("id", i -> "id" + i)
            .withBoolean("constant", i -> i % 3 == 0);
    TableWriter.write(file, format, IntStream.range(0, rows).boxed().toList());
    return file;
  }
}
