package io.gleaner.pipeline.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gleaner.pipeline.storage.Location;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MixTest {
  private static final List<ExportMark.ClassCount> CLASSES =
      List.of(
          new ExportMark.ClassCount(0, "dresses", "dresses", 14),
          new ExportMark.ClassCount(1, "hats é", "hats__", 0),
          new ExportMark.ClassCount(2, "shoes", "shoes", 41));

  @TempDir private Path folder;

  @Test
  void write_weightsAndSamples_tellsProbabilitiesAndEpochs() throws Exception {
    Mix.of(CLASSES, Map.of("dresses", 1.0, "hats é", 0.0, "shoes", 3.0), 1_000L)
        .write(Location.of(folder));

    JsonNode json = new ObjectMapper().readTree(folder.resolve("mix.json").toFile());
    assertThat(json.get("samples").asLong()).isEqualTo(1_000);
    assertThat(json.get("weights").get("dresses").asDouble()).isEqualTo(0.25);
    assertThat(json.get("weights").get("shoes").asDouble()).isEqualTo(0.75);
    assertThat(json.get("epochs").get("dresses").asDouble()).isEqualTo(250.0 / 14, within(1e-12));
    assertThat(json.get("epochs").get("hats é").isNull()).isTrue();
    assertThat(json.get("images").get("shoes").asLong()).isEqualTo(41);
    assertThat(json.get("folders").get("hats é").asText()).isEqualTo("hats__");
  }

  @Test
  void of_noWeights_drawsEveryImageEquallyOften() {
    Mix mix = Mix.of(CLASSES, Map.of(), null);

    assertThat(mix.samples()).isEqualTo(55);
    assertThat(mix.shares().get("dresses").epochs(mix.samples())).isEqualTo(1, within(1e-12));
    assertThat(mix.shares().get("shoes").epochs(mix.samples())).isEqualTo(1, within(1e-12));
  }

  @Test
  void of_manySets_sumsToWhatNumpyAsks() {
    List<ExportMark.ClassCount> many =
        IntStream.range(0, 1_000)
            .mapToObj(i -> new ExportMark.ClassCount(i, "set " + i, "set_" + i, 1 + i * 7919L))
            .toList();

    double sum =
        Mix.of(many, Map.of(), null).shares().values().stream()
            .mapToDouble(Mix.Share::weight)
            .sum();

    assertThat(sum).isEqualTo(1, within(1e-12)); // numpy.random.Generator.choice: 1.5e-8
  }

  @Test
  void require_unusableWeights_saysWhichAndWhatIsAllowed() {
    List<String> sets = List.of("hats", "shoes");
    Mix.require(Map.of(), sets);
    Mix.require(Map.of("hats", 0.0, "shoes", 2.0), sets);
    assertThatThrownBy(() -> Mix.require(Map.of("boots", 1.0), sets))
        .hasMessage("--weights: the export has no set \"boots\"; it has hats, shoes");
    assertThatThrownBy(() -> Mix.require(Map.of("hats", 1.0), sets))
        .hasMessage("--weights: shoes has no weight; 0 leaves a set out");
    assertThatThrownBy(() -> Mix.require(Map.of("hats", -1.0, "shoes", 1.0), sets))
        .hasMessage("--weights: hats is -1.0, must be 0 to 1e9");
    assertThatThrownBy(() -> Mix.require(Map.of("hats", Double.NaN, "shoes", 1.0), sets))
        .hasMessageContaining("hats is NaN");
    assertThatThrownBy(() -> Mix.require(Map.of("hats", 0.0, "shoes", 0.0), sets))
        .hasMessage("--weights: all are 0, one must be above");
  }
}
