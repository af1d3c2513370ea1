package io.gleaner.pipeline.export.format;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class DatasetCardTest {
  private static final String HOSTILE =
      "a\"b\\c: [x] #y\n- z\u0000\u0085\u2028\u202e\ud83c\udfa9é\t'<b>`|";

  @Test
  void quoted_hostileName_isOneScalarOfYaml() {
    Object read =
        new Load(LoadSettings.builder().build())
            .loadFromString("name: " + DatasetCard.quoted(HOSTILE));

    assertThat(read).isEqualTo(java.util.Map.of("name", HOSTILE));
    assertThat(DatasetCard.quoted("\ud800")).isEqualTo("\"?\"");
  }

  @Test
  void cell_hostileName_neitherMarksUpNorEndsTheCell() {
    String cell = DatasetCard.cell(HOSTILE);

    assertThat(cell).doesNotContain("|", "<", ">", "`", "[", "\n", "\u0000", "\u2028", "\u202e");
    assertThat(cell).contains("&#124;", "é");
    assertThat(DatasetCard.cell("x".repeat(1_000))).hasSize(203);
  }
}
