package io.gleaner.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gleaner export} with images that change on their way, and with weights. */
class ExportEditsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  private Captured export(String... options) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of("export", SharedQuickstart.run().toString(), "--output", folder.toString()));
    arguments.addAll(List.of(options));
    return Captured.run(arguments.toArray(String[]::new));
  }

  @Test
  void export_resizedAndStripped_isSmallAndVerified() throws Exception {
    Captured made =
        export(
            "--format",
            "imagefolder",
            "--resize",
            "shortest",
            "40",
            "--metadata",
            "strip",
            "--orientation",
            "apply",
            "--quality",
            "80");
    assertThat(made.exit()).as(made.error()).isZero();

    List<Path> images;
    try (Stream<Path> files = Files.walk(folder.resolve("train"))) {
      images = files.filter(file -> file.toString().endsWith(".jpg")).toList();
    }
    assertThat(images).hasSizeGreaterThan(20);
    for (Path image : images) {
      BufferedImage pixels = ImageIO.read(image.toFile());
      assertThat(Math.min(pixels.getWidth(), pixels.getHeight())).isLessThanOrEqualTo(40);
    }
    Captured verified = Captured.run("verify", folder.toString());
    assertThat(verified.exit()).as(verified.out()).isZero();
  }

  @Test
  void export_otherWeights_changeTheMixAlone() throws Exception {
    assertThat(export("--format", "dinov2").exit()).isZero();
    byte[] entries = Files.readAllBytes(folder.resolve("entries.npy"));
    JsonNode natural = JSON.readTree(folder.resolve("mix.json").toFile());
    assertThat(natural.get("epochs").get("hats").asDouble()).isEqualTo(1);

    Captured again =
        export(
            "--format",
            "dinov2",
            "--samples",
            "1000",
            "--weights",
            "shoes=2,hats=1,dresses=1,accessories=0");

    assertThat(again.exit()).as(again.error()).isZero();
    JsonNode mix = JSON.readTree(folder.resolve("mix.json").toFile());
    assertThat(mix.get("weights").get("shoes").asDouble()).isEqualTo(0.5);
    assertThat(mix.get("epochs").get("hats").asDouble())
        .isEqualTo(250.0 / mix.get("images").get("hats").asLong());
    assertThat(Files.readAllBytes(folder.resolve("entries.npy"))).isEqualTo(entries);
    assertThat(Captured.run("verify", folder.toString()).exit()).isZero();
  }

  @Test
  void export_unusableArguments_endsBeforeAnyWork() throws Exception {
    for (String[] options :
        new String[][] {
          {"--format", "webdataset", "--resize", "longest", "10"},
          {"--format", "webdataset", "--resize", "shortest", "0"},
          {"--format", "webdataset", "--orientation", "upright"},
          {"--format", "webdataset", "--quality", "80"},
          {"--format", "webdataset", "--encode", "png", "--quality", "80"},
          {"--format", "webdataset", "--encode", "jpeg", "--quality", "101"},
          {"--format", "webdataset", "--weights", "boots=1"},
          {"--format", "webdataset", "--weights", "shoes=1"},
          {"--format", "webdataset", "--samples", "0"},
          {"--format", "dinov2", "--shard-bytes", "5000000000"},
          {"--format", "dinov2", "--fields", "uri"},
          {"--format", "dinov2", "--shard-images", "5"},
        }) {
      Captured refused = export(options);
      assertThat(refused.exit()).as(String.join(" ", options)).isEqualTo(2);
      assertThat(refused.error()).isNotBlank().doesNotContain("\tat ");
      assertThat(folder.resolve("export.json")).doesNotExist();
    }
  }
}
