package io.gleaner.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of wrong arguments, and how values are written. */
class ChoicesTest {
  @ParameterizedTest
  @CsvSource({
    "'export RUN --output OUT --format tar', 'webdataset, imagefolder, huggingface, dinov2, uris, csv, jsonl'",
    "'run recipe.yaml --runner spark', 'direct, flink'",
    "'dedup --embeddings A --output B --keep size,id', 'pixels, bytes, id'",
    "'encoders check MODEL --precision int8', 'fp32, fp16, bf16'",
  })
  void run_aValueThatIsNone_namesThoseThatAreInTwoLines(String typed, String allowed) {
    Captured refused = Captured.run(typed.split(" "));

    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.error().strip().lines()).hasSize(2);
    assertThat(refused.error()).contains("must be one of " + allowed + ", but was ");
  }

  @Test
  void run_upperCase_isUnderstood() {
    Captured refused = Captured.run("run", "no-such-recipe.yaml", "--runner", "DIRECT");

    assertThat(refused.error()).contains("no-such-recipe.yaml").doesNotContain("--runner");
  }

  @Test
  void run_help_listsValuesInLowerCase() {
    assertThat(Captured.run("encoders", "check", "--help").out()).contains("fp32, fp16, bf16");
  }

  @Test
  void run_noArgument_printsTheCommands() {
    Captured refused = Captured.run();

    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.error()).contains("Usage: gleaner", "export");
  }
}
