package io.gleaner.pipeline.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StageRowsTest {
  private static final long SECOND = 1_000_000_000L;

  private static StageRows rows() {
    StageRows rows = new StageRows(List.of("embed", "hash", "neighbours", "deduplicate"));
    rows.done("embed", true, 17.3, "676 images, 7 rejected");
    rows.start("hash", 0);
    rows.done("hash", false, 3725, "14 exact copies");
    rows.start("neighbours", 5 * SECOND);
    rows.running("neighbours", "41 %, 165 images, 10.6/s, about 0:22 left");
    return rows;
  }

  @Test
  void lines_someDoneOneRunning_areOneRowForEach() {
    assertThat(rows().lines(70 * SECOND, new Terminal.Size(24, 80), false))
        .containsExactly(
            "embed           complete     0:17  676 images, 7 rejected",
            "hash            done      1:02:05  14 exact copies",
            "neighbours      running      1:05  41 %, 165 images, 10.6/s, about 0:22 left",
            "deduplicate     waiting");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 16, 20, 30, 40, 60})
  void lines_narrowTerminal_neverWrap(int columns) {
    List<String> lines = rows().lines(70 * SECOND, new Terminal.Size(24, columns), false);
    assertThat(lines).hasSize(4).allMatch(line -> line.length() < columns);
    assertThat(rows().lines(70 * SECOND, new Terminal.Size(24, columns), true))
        .extracting(line -> line.replaceAll("\033\\[[0-9;]*m", ""))
        .isEqualTo(lines);
  }

  @Test
  void lines_narrowTerminal_areCutBetweenCounts() {
    assertThat(rows().lines(70 * SECOND, new Terminal.Size(24, 60), false).get(2))
        .isEqualTo("neighbours      running      1:05  41 %, 165 images ...");
  }

  @Test
  void lines_lowTerminal_areWhatRunsAndHowMuchIsDone() {
    assertThat(rows().lines(70 * SECOND, new Terminal.Size(4, 80), false))
        .containsExactly(
            "neighbours      running      1:05  41 %, 165 images, 10.6/s, about 0:22 left",
            "2 of 4 stages are done");
  }

  @Test
  void text_countsOfAMark_areWordsWithoutWhatIsNone() {
    assertThat(Progress.text(Map.of("exact_copies", 1_400L))).isEqualTo("1,400 exact copies");
    assertThat(Progress.text(Map.of("merged", 0L))).isEmpty();
  }
}
