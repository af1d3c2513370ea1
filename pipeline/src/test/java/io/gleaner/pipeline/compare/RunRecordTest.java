package io.gleaner.pipeline.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.pipeline.storage.Location;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRecordTest {
  @TempDir Path folder;

  private RunRecord read(String json) throws Exception {
    Path file = folder.resolve("run.json");
    Files.writeString(file, json);
    return RunRecord.read(Location.of(file));
  }

  @Test
  void read_recipeAsYaml_hasDottedKeysAndNamesForPlaces() throws Exception {
    RunRecord record =
        read(
            """
            {"recipe": "output: a\\ndedup:\\n  threshold: 0.60\\n  keep: [pixels, id]\\ncurated:\\n\
            - {name: shoes, per_query: 4}\\n- {name: hats, cap: null}\\n",
             "gleaner": {"version": "0.1.0", "format": "3"},
             "encoders": [{"role": "semantic", "digest": "abc"}],
             "stages": [{"stage": "embed", "counts": {"images": 5}}]}
            """);
    assertThat(record.recipe())
        .containsExactly(
            Map.entry("curated.hats.name", "hats"),
            Map.entry("curated.shoes.name", "shoes"),
            Map.entry("curated.shoes.per_query", "4"),
            Map.entry("dedup.keep", "[pixels, id]"),
            Map.entry("dedup.threshold", "0.6"));
    assertThat(record.made())
        .containsExactly(
            Map.entry("encoders.semantic.digest", "abc"),
            Map.entry("encoders.semantic.role", "semantic"),
            Map.entry("gleaner.format", "3"),
            Map.entry("gleaner.version", "0.1.0"));
    assertThat(record.counts()).containsExactly(Map.entry("embed images", 5L));
  }

  @Test
  void read_recipeAsObject_hasTheSameShape() throws Exception {
    assertThat(
            read("{\"configuration\": {\"seed\": 7, \"curated\": [{\"name\": \"a\"}]}}").recipe())
        .containsExactly(Map.entry("curated.a.name", "a"), Map.entry("seed", "7"));
  }

  @Test
  void read_foreignOrMissingFile_saysNothing() throws Exception {
    for (String text : List.of("", "{", "[1]", "{\"recipe\": \"a: [\"}", "{\"stages\": 3}")) {
      RunRecord record = read(text);
      assertThat(record.counts()).as(text).isEmpty();
      assertThat(record.made()).as(text).isEmpty();
    }
    assertThat(RunRecord.read(Location.of(folder.resolve("nothing.json"))).recipe()).isEmpty();
  }

  @Test
  void text_namesOfStrangers_areEscaped() throws Exception {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("uri", "a\u001b[2Jb");
    row.put("images", 1234L);
    RunComparison comparison =
        new RunComparison("r\u0007", "o", "1", "1", Map.of("pool, examples", List.of(row)));
    assertThat(comparison.text())
        .isEqualTo(
            "run    r\\u0007\nother  o\nThe manifests are equal, digest 1.\n\npool, examples\n"
                + "  uri          images\n  a\\u001b[2Jb   1,234\n\n");
    assertThat(comparison.json()).contains("\"pool_examples\"").contains("\"a\\u001B[2Jb\"");
  }
}
