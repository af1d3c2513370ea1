package io.gleaner.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalibrateCommandTest {
  @TempDir Path folder;

  private Captured calibrate(String... more) throws Exception {
    List<String> arguments = new ArrayList<>();
    arguments.add("calibrate");
    arguments.add(SharedQuickstart.run().toString());
    arguments.add("--output");
    arguments.add(folder.resolve("out").toString());
    arguments.addAll(List.of(more));
    return Captured.run(arguments.toArray(new String[0]));
  }

  /** The samples say which of their images were made of which. */
  private Path labels() throws Exception {
    StringBuilder labels = new StringBuilder("file,group\n");
    List<String> originals = new ArrayList<>();
    for (String row : Files.readAllLines(Path.of("../samples/truth.csv"))) {
      String[] cells = row.split(",");
      if (cells[0].startsWith("pool/") && cells[1].startsWith("pool/")) {
        String original = cells[1].substring("pool/".length());
        labels.append(cells[0].substring("pool/".length())).append(',').append(original);
        labels.append('\n');
        if (!originals.contains(original)) {
          originals.add(original);
        }
      }
    }
    for (String original : originals) {
      labels.append(original).append(',').append(original).append('\n');
    }
    labels.append("crawl/gone.jpg,other\n");
    return Files.writeString(folder.resolve("labels.csv"), labels);
  }

  @Test
  void calibrate_labelledQuickstart_saysPrecisionAndTheLineForARecipe() throws Exception {
    Captured text = calibrate("--labels", labels().toString(), "--centre");

    assertThat(text.exit()).as(text.error()).isZero();
    assertThat(text.out())
        .contains("1 labelled images are not in the run, such as crawl/gone.jpg")
        .contains("dedup: {threshold: 0.")
        .contains("none: a run does not centre")
        .containsPattern("cosine +> 0\\.96 +[01]\\.\\d{3} \\(")
        .contains("precision_recall.parquet");

    Captured json = calibrate("--labels", labels().toString(), "--json");
    JsonNode result = new ObjectMapper().readTree(json.out());
    assertThat(result.path("threshold").asDouble()).isEqualTo(0.96);
    assertThat(result.path("labels").path("not_in_the_run").asInt()).isEqualTo(1);
    assertThat(result.path("precision_recall").size()).isEqualTo(2 * 111 + 17);
    JsonNode chosen = result.path("chosen").path("cosine").path("estimate");
    assertThat(chosen.path("precision").path("value").asDouble()).isBetween(0.99, 1.0);
    assertThat(chosen.path("recall").path("value").asDouble()).isGreaterThan(0.3);
    assertThat(folder.resolve("out/pairs.html")).doesNotExist();
  }

  @Test
  void calibrate_withoutLabels_writesAPageWithPicturesOfTheRunsEdges() throws Exception {
    Captured text = calibrate("--pairs", "20");

    assertThat(text.exit()).as(text.error()).isZero();
    assertThat(text.out())
        .contains("20 pairs to say yes or no to, of the run's stored edges down to 0.9")
        .contains("different_sets", "shuffled", "random_pairs");
    String page = Files.readString(folder.resolve("out/pairs.html"));
    assertThat(page.split("src=\"data:image/jpeg;base64,", -1)).hasSize(41);
    assertThat(page).doesNotContain("class=\"missing\"");
    assertThat(Files.readAllLines(folder.resolve("out/pairs.csv"))).hasSize(21);
  }

  @ParameterizedTest
  @CsvSource({
    "--precision,1.5,'--precision is 1.5, must be above 0, to 1'",
    "--pool,1,'--pool is 1, must be at least 2'",
    "--pairs,2001,'--pairs is 2001, must be 0 to 2000'",
    "--column,phash,'--column is \"phash\", must be embedding or copy_embedding'",
    "--labels,none.csv,'none.csv is no file; --labels names a CSV'",
    "--labels,../samples/truth.csv,'the header is \"file,original,kind\"'",
    "--root,nowhere=/x,'--root: the run has no root \"nowhere\"'"
  })
  void calibrate_unusableArguments_endWithTwoAndASentence(
      String option, String value, String sentence) throws Exception {
    Captured refused = calibrate(option, value);

    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.error()).contains(sentence).doesNotContain("\tat ");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void calibrate_noRun_endsWithTwo() {
    Captured refused = Captured.run("calibrate", folder.toString());

    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.error()).contains("is no run directory");
  }
}
