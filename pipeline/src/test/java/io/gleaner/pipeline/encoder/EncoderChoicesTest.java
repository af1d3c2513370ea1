package io.gleaner.pipeline.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.gleaner.pipeline.encoder.EncoderConfig.Linear;
import io.gleaner.pipeline.encoder.architecture.Pooling;
import io.gleaner.pipeline.encoder.architecture.Precision;
import io.gleaner.pipeline.encoder.checkpoint.UnusableModelException;
import io.gleaner.pipeline.image.Preprocessing.Resize;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user chooses besides the model: pooling, length, resolution, precision, batches. */
class EncoderChoicesTest {
  private static final EncoderConfig CPU = EncoderConfig.DEFAULTS.withDevice("cpu");

  private static ByteBuffer random(int floats) {
    ByteBuffer pixels = ByteBuffer.allocateDirect(4 * floats).order(ByteOrder.nativeOrder());
    var random = new java.util.SplittableRandom(3);
    for (int i = 0; i < floats; i++) {
      pixels.putFloat(4 * i, (float) (2 * random.nextDouble() - 1));
    }
    return pixels;
  }

  @Test
  void embed_normalised_isTheSameDirectionOfUnitLength() throws Exception {
    Path model = GoldenFiles.golden("vit-f32");
    try (Encoder plain = Encoders.load(model, CPU);
        Encoder normalised = Encoders.load(model, CPU.withNormalised(true))) {
      ByteBuffer pixels = random(2 * plain.preprocessing().floatsPerImage());
      float[] vectors = plain.embed(pixels, 2);
      float[] units = normalised.embed(pixels, 2);
      int dimension = plain.dimension();
      for (int row = 0; row < 2; row++) {
        double length = 0;
        for (int i = row * dimension; i < (row + 1) * dimension; i++) {
          length += (double) vectors[i] * vectors[i];
        }
        for (int i = row * dimension; i < (row + 1) * dimension; i++) {
          assertThat(units[i]).isCloseTo((float) (vectors[i] / Math.sqrt(length)), within(1e-6f));
        }
      }
      assertThat(normalised.digest()).isNotEqualTo(plain.digest());
    }
  }

  @Test
  void embed_batchInParts_isTheBatchImageByImage() throws Exception {
    Path file = GoldenFiles.golden("torchscript").resolve("copies.pt");
    try (Encoder whole = Encoders.load(file, CPU)) {
      Network network =
          Network.load(new ByteArrayInputStream(Files.readAllBytes(file)), Device.cpu());
      try (Encoder parts =
          new NetworkEncoder(
              network, whole.summary(), whole.preprocessing(), null, 3, false, "parts")) {
        int floats = whole.preprocessing().floatsPerImage();
        ByteBuffer pixels = random(7 * floats);
        float[] expected = new float[7 * whole.dimension()];
        for (int i = 0; i < 7; i++) {
          ByteBuffer image =
              pixels.slice(4 * i * floats, 4 * floats).order(ByteOrder.nativeOrder());
          System.arraycopy(
              whole.embed(image, 1), 0, expected, i * whole.dimension(), whole.dimension());
        }
        assertThat(parts.embed(pixels, 7)).containsExactly(expected, within(1e-5f));
      }
    }
  }

  @Test
  void load_atAnotherResolution_scalesTheCropAndTheResize() throws Exception {
    EncoderConfig larger = CPU.withResolution(48);
    try (Encoder encoder = Encoders.load(GoldenFiles.golden("dinov2-resampled"), larger)) {
      assertThat(encoder.preprocessing().cropHeight()).isEqualTo(48);
      assertThat(encoder.preprocessing().cropWidth()).isEqualTo(48);
      assertThat(encoder.preprocessing().resize()).isEqualTo(new Resize.ShortestEdge(54));
      assertThat(encoder.embed(random(3 * 48 * 48), 1)).hasSize(encoder.dimension());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "vit-f32, PROJECTION, 'poolings cls, mean, cls_mean, pooler, not projection'",
    "siglip, CLS, 'poolings mean, pooler, not cls'",
    "swin, CLS_MEAN, 'poolings mean, pooler, not cls_mean'",
    "mae, POOLER, 'poolings cls, mean, cls_mean, not pooler'",
  })
  void load_poolingThatIsNotOffered_saysWhichAre(String name, Pooling pooling, String message) {
    assertThatThrownBy(() -> Encoders.load(GoldenFiles.golden(name), CPU.withPooling(pooling)))
        .isInstanceOf(UnusableModelException.class)
        .hasMessageContaining("config.json")
        .hasMessageContaining(message);
  }

  @Test
  void load_poolerThatTheCheckpointLacks_namesItsTensor() {
    assertThatThrownBy(
            () -> Encoders.load(GoldenFiles.golden("vit-f32"), CPU.withPooling(Pooling.POOLER)))
        .isInstanceOf(UnusableModelException.class)
        .hasMessageContaining("has no tensor \"pooler.dense.weight\" [32, 32]");
  }

  @Test
  void load_torchScriptWithAPooling_isRefused() {
    Path file = GoldenFiles.golden("torchscript").resolve("copies.pt");
    assertThatThrownBy(() -> Encoders.load(file, CPU.withPooling(Pooling.MEAN)))
        .isInstanceOf(UnusableModelException.class)
        .hasMessageContaining("pooling must be auto");
  }

  @Test
  void digest_everyChoiceThatChangesVectors_changesIt() throws Exception {
    Path model = GoldenFiles.golden("vit-f32");
    Set<String> digests =
        Stream.of(
                CPU,
                CPU.withPooling(Pooling.MEAN),
                CPU.withNormalised(true),
                CPU.withResolution(24),
                CPU.withPrecision(Precision.BF16))
            .map(config -> digest(model, config))
            .collect(Collectors.toSet());
    assertThat(digests).hasSize(5);
    assertThat(digest(model, CPU.withLinear(Linear.MKL))).isEqualTo(digest(model, CPU));
    try (Encoder encoder = Encoders.load(model, CPU)) {
      assertThat(encoder.digest()).isEqualTo(digest(model, CPU));
    }
  }

  @ParameterizedTest
  @EnumSource(value = Precision.class, names = "FP32", mode = EnumSource.Mode.EXCLUDE)
  void load_precision_isRefusedWhereTheProcessorLacksItAndOnlyThere(Precision precision)
      throws Exception {
    Path model = GoldenFiles.golden("vit-f32");
    EncoderConfig config = CPU.withPrecision(precision);
    if (NarrowProducts.offered(precision)) {
      try (Encoder encoder = Encoders.load(model, config)) {
        assertThat(encoder.summary().compute()).startsWith(lower(precision) + " by ");
      }
    } else {
      assertThatThrownBy(() -> Encoders.load(model, config))
          .isInstanceOf(UnavailableDeviceException.class)
          .hasMessage(
              "precision is %s, which this CPU does not multiply in; use fp32", lower(precision));
    }
  }

  private static String lower(Precision precision) {
    return precision.name().toLowerCase(Locale.ROOT);
  }

  private static String digest(Path model, EncoderConfig config) {
    try (Checkpoint checkpoint = Checkpoint.open(model, config)) {
      return checkpoint.digest(config);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void settled_auto_namesAnImplementationAndKeepsTheRest() throws Exception {
    EncoderConfig config = CPU.withPooling(Pooling.MEAN).withPrecision(Precision.BF16);
    EncoderConfig settled = Encoders.settled(GoldenFiles.golden("vit-f32"), config);
    assertThat(settled.linear()).isEqualTo(Linear.ONEDNN);
    assertThat(settled.withLinear(Linear.AUTO)).isEqualTo(config);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpu", "cuda", "cuda:", "cuda:0,", "cuda:0;cuda:1", "cpu,cuda:0", "CPU"})
  void config_deviceThatIsNone_isRefused(String device) {
    assertThatThrownBy(() -> CPU.withDevice(device))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("device is \"%s\", must be auto, cpu, cuda:N or cuda:N,cuda:M", device);
  }

  @Test
  void load_severalGpusThatAreNotThere_saysWhatIsThere() {
    assertThatThrownBy(
            () -> Encoders.load(GoldenFiles.golden("vit-f32"), CPU.withDevice("cuda:98,cuda:99")))
        .isInstanceOf(UnavailableDeviceException.class)
        .hasMessageContaining("device is \"cuda:98,cuda:99\", but libtorch sees")
        .hasMessageContaining("docs/encoders.md");
  }
}
