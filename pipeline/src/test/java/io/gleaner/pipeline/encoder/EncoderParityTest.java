package io.gleaner.pipeline.encoder;

import static io.gleaner.pipeline.encoder.GoldenFiles.direct;
import static io.gleaner.pipeline.encoder.GoldenFiles.floats;
import static io.gleaner.pipeline.encoder.GoldenFiles.golden;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gleaner.pipeline.encoder.EncoderConfig.Linear;
import io.gleaner.pipeline.encoder.architecture.Pooling;
import io.gleaner.pipeline.encoder.architecture.Precision;
import io.gleaner.pipeline.image.ImageDecoder;
import io.gleaner.pipeline.image.ImageLimits;
import io.gleaner.pipeline.image.Preprocessor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Against PyTorch: goldens of pipeline/src/test/python/encoder_goldens.py, or those that
 * full_size.py wrote to subfolders of an absolute path given as {@code -Dgoldens=FOLDER}, with
 * {@code -Dtest='EncoderParityTest#embed_golden*+embed_in*'}.
 */
class EncoderParityTest {
  private static final double LARGEST_DIFFERENCE = 1e-5;
  private static final double LEAST_COSINE = 0.99999;
  private static final double LEAST_NARROW_COSINE = 0.999;
  private static final EncoderConfig CPU = EncoderConfig.DEFAULTS.withDevice("cpu");

  @ParameterizedTest
  @MethodSource("cases")
  void embed_goldenPixels_agreesWithPyTorch(String name, Pooling pooling, Linear linear)
      throws Exception {
    Path golden = goldens().resolve(name);
    String file = pooling == Pooling.AUTO ? auto(name) : lower(pooling);
    EncoderConfig config = CPU.withLinear(linear).withPooling(pooling);
    try (Encoder encoder = Encoders.load(model(name), config)) {
      float[] expected = floats(golden.resolve(file + ".f32"));
      assertAgrees(
          String.format(Locale.ROOT, "%s, %s by %s", name, file, linear),
          encoder.embed(
              direct(golden.resolve("pixels.f32")), expected.length / encoder.dimension()),
          expected,
          encoder.dimension(),
          LARGEST_DIFFERENCE,
          LEAST_COSINE);
    }
  }

  @ParameterizedTest
  @MethodSource("photographed")
  void embed_photographsFromTheirBytes_agreesWithTheAuthorsProcessorAndNetwork(String name)
      throws Exception {
    float[] expected = floats(goldens().resolve(name).resolve("images-" + auto(name) + ".f32"));
    List<Path> files;
    try (var photographs = Files.list(golden("images"))) {
      files = photographs.sorted().toList();
    }
    try (Encoder encoder = Encoders.load(model(name), CPU)) {
      int floats = encoder.preprocessing().floatsPerImage();
      ByteBuffer pixels =
          ByteBuffer.allocateDirect(4 * floats * files.size()).order(ByteOrder.nativeOrder());
      Preprocessor preprocessor = new Preprocessor(encoder.preprocessing());
      ImageDecoder decoder = ImageDecoder.of(ImageLimits.DEFAULTS);
      for (Path file : files) {
        float[] image = preprocessor.apply(decoder.decode(Files.readAllBytes(file)).image());
        pixels.asFloatBuffer().put(image);
        pixels.position(pixels.position() + 4 * image.length);
      }
      assertAgrees(
          name,
          encoder.embed(pixels.flip(), files.size()),
          expected,
          encoder.dimension(),
          Double.POSITIVE_INFINITY,
          LEAST_COSINE);
    }
  }

  static List<String> photographed() throws IOException {
    List<String> photographed = new ArrayList<>();
    for (String name : names()) {
      if (Files.exists(goldens().resolve(name).resolve("images-" + auto(name) + ".f32"))) {
        photographed.add(name);
      }
    }
    return photographed;
  }

  @ParameterizedTest
  @MethodSource("names")
  void embed_inBfloat16_isNearFloat32(String name) throws Exception {
    assertNarrow(name, Precision.BF16);
  }

  @ParameterizedTest
  @MethodSource("names")
  void embed_inFloat16_isNearFloat32(String name) throws Exception {
    assertNarrow(name, Precision.FP16);
  }

  private static void assertNarrow(String name, Precision precision) throws Exception {
    NarrowProducts.assumeOffered(precision);
    Path golden = goldens().resolve(name);
    for (Linear linear : List.of(Linear.MKL, Linear.ONEDNN)) {
      EncoderConfig config = CPU.withLinear(linear).withPrecision(precision);
      try (Encoder encoder = Encoders.load(model(name), config)) {
        float[] expected = floats(golden.resolve(auto(name) + ".f32"));
        assertAgrees(
            String.format(Locale.ROOT, "%s, %s by %s", name, precision, linear),
            encoder.embed(
                direct(golden.resolve("pixels.f32")), expected.length / encoder.dimension()),
            expected,
            encoder.dimension(),
            Double.POSITIVE_INFINITY,
            LEAST_NARROW_COSINE);
      }
    }
  }

  /** Every case with each of its poolings, and by both linear layers. */
  static List<Arguments> cases() throws IOException {
    List<Arguments> cases = new ArrayList<>();
    for (String name : names()) {
      for (Linear linear : List.of(Linear.MKL, Linear.ONEDNN)) {
        cases.add(Arguments.of(name, Pooling.AUTO, linear));
      }
      for (Pooling pooling : Pooling.values()) {
        if (Files.exists(goldens().resolve(name).resolve(lower(pooling) + ".f32"))) {
          cases.add(Arguments.of(name, pooling, Linear.AUTO));
        }
      }
    }
    return cases;
  }

  /** Every folder of goldens. */
  static List<String> names() throws IOException {
    try (var folders = Files.list(goldens())) {
      return folders
          .map(folder -> folder.getFileName().toString())
          .filter(name -> Files.exists(goldens().resolve(name).resolve("pixels.f32")))
          .sorted()
          .toList();
    }
  }

  private static Path model(String name) throws IOException {
    if (name.equals("sample")) {
      return Path.of("../samples/encoder");
    }
    Path folder = goldens().resolve(name);
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".pt")).findFirst().orElse(folder);
    }
  }

  /** Returns the folder of the cases: the resources, or full-size ones that were made by hand. */
  private static Path goldens() {
    String folder = System.getProperty("goldens");
    return folder == null ? golden("") : Path.of(folder);
  }

  /** Returns the pooling that is the family's own, by the oracle. */
  private static String auto(String name) throws IOException {
    return new ObjectMapper()
        .readTree(goldens().resolve(name).resolve("golden.json").toFile())
        .get("auto")
        .textValue();
  }

  private static String lower(Pooling pooling) {
    return pooling.name().toLowerCase(Locale.ROOT);
  }

  /** Asserts that embeddings agree; of goldens made by hand it also prints how nearly. */
  private static void assertAgrees(
      String name,
      float[] actual,
      float[] expected,
      int dimension,
      double difference,
      double cosine) {
    Agreement agreement = Agreement.of(actual, expected, dimension);
    if (System.getProperty("goldens") != null) {
      System.out.printf(
          Locale.ROOT,
          "%s: largest difference %.2g, least cosine %.7f%n",
          name,
          agreement.difference(),
          agreement.cosine());
    }
    assertThat(agreement.difference())
        .as("%s: largest difference", name)
        .isLessThanOrEqualTo(difference);
    assertThat(agreement.cosine()).as("%s: least cosine", name).isGreaterThanOrEqualTo(cosine);
  }
}
