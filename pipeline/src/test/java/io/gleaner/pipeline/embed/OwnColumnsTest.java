package io.gleaner.pipeline.embed;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.pipeline.source.CarriedField;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.TableReader;
import io.gleaner.pipeline.table.TableWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnColumnsTest {
  @Test
  void problems_columnsOfImages_areAllRefusedAsCarriedNames(@TempDir Path folder) throws Exception {
    Location file = Location.of(folder.resolve("images.parquet"));
    TableWriter.write(file, ImageRecord.format(List.of()), List.of());
    List<String> columns = TableReader.columns(file);
    assertThat(columns).contains("id", "embedding");
    for (String column : columns) {
      String upper = column.toUpperCase(Locale.ROOT);
      assertThat(CarriedField.problems(List.of(upper)).get(0))
          .as(column)
          .contains(upper + " AS source_" + column);
    }
  }

  @Test
  void parse_fieldAsName_renames() {
    assertThat(CarriedField.parse("width AS source_width"))
        .isEqualTo(new CarriedField("width", "source_width"));
    assertThat(CarriedField.parse(" a b  as c d ")).isEqualTo(new CarriedField("a b", "c d"));
    assertThat(CarriedField.parse("caption")).isEqualTo(new CarriedField("caption", "caption"));
    assertThat(CarriedField.parse("as")).isEqualTo(new CarriedField("as", "as"));
  }
}
