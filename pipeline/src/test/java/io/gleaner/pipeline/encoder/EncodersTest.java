package io.gleaner.pipeline.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gleaner.pipeline.encoder.EncoderConfig.Linear;
import io.gleaner.pipeline.encoder.architecture.Pooling;
import io.gleaner.pipeline.encoder.architecture.Precision;
import io.gleaner.pipeline.encoder.checkpoint.UnusableModelException;
import io.gleaner.pipeline.image.ImageDecoder;
import io.gleaner.pipeline.image.ImageLimits;
import io.gleaner.pipeline.image.Preprocessing.Centring;
import io.gleaner.pipeline.image.Preprocessing.Crop;
import io.gleaner.pipeline.image.Preprocessor;
import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Against PyTorch: goldens of pipeline/src/test/python/encoder_goldens.py, or those that
 * full_size.py wrote to subfolders of an absolute path given as {@code -Dgoldens=FOLDER}, with
 * {@code -Dtest='EncodersTest#embed_golden*+embed_in*'}.
 */
class EncodersTest {
  private static final double LARGEST_DIFFERENCE = 1e-5;
  private static final double LEAST_COSINE = 0.99999;
  private static final double LEAST_NARROW_COSINE = 0.999;
  private static final EncoderConfig CPU = EncoderConfig.DEFAULTS.withDevice("cpu");

  @TempDir Path folder;

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
          "%s, %s by %s".formatted(name, file, linear),
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
      ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULTS);
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
    Path golden = goldens().resolve(name);
    for (Linear linear : List.of(Linear.MKL, Linear.ONEDNN)) {
      EncoderConfig config = CPU.withLinear(linear).withPrecision(precision);
      try (Encoder encoder = Encoders.load(model(name), config)) {
        float[] expected = floats(golden.resolve(auto(name) + ".f32"));
        assertAgrees(
            "%s, %s by %s".formatted(name, precision, linear),
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
          "%s: largest difference %.2g, least cosine %.7f%n",
          name, agreement.difference(), agreement.cosine());
    }
    assertThat(agreement.difference())
        .as("%s: largest difference", name)
        .isLessThanOrEqualTo(difference);
    assertThat(agreement.cosine()).as("%s: least cosine", name).isGreaterThanOrEqualTo(cosine);
  }

  @Test
  void embed_fromManyThreads_givesEachItsOwn() throws Exception {
    Path golden = golden("dinov2-f32");
    ByteBuffer pixels = direct(golden.resolve("pixels.f32"));
    var pool = Executors.newFixedThreadPool(4);
    try (Encoder encoder = Encoders.load(golden, EncoderConfig.DEFAULTS)) {
      float[] alone = encoder.embed(pixels.duplicate().order(ByteOrder.nativeOrder()), 3);
      List<Callable<float[]>> calls = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        calls.add(() -> encoder.embed(pixels.duplicate().order(ByteOrder.nativeOrder()), 3));
      }
      for (var call : pool.invokeAll(calls)) {
        assertThat(call.get()).isEqualTo(alone);
      }
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void embed_wrongBuffer_saysWhatIsNeeded() throws Exception {
    try (Encoder encoder = Encoders.load(golden("vit-f32"), EncoderConfig.DEFAULTS)) {
      assertThatThrownBy(() -> encoder.embed(ByteBuffer.allocateDirect(12), 2))
          .hasMessageContaining("2 images need a direct buffer of 6144 bytes");
    }
  }

  @Test
  void load_torchScript_cropsAsTorchvisionDoes() throws Exception {
    Path model = golden("torchscript").resolve("copies.pt");
    try (Encoder encoder = Encoders.load(model, EncoderConfig.DEFAULTS)) {
      assertThat(encoder.preprocessing().crop()).isEqualTo(new Crop(16, 16, Centring.HALF_EVEN));
    }
  }

  @Test
  void load_unknownModelType_namesThoseThatAreKnown() throws IOException {
    Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"resnet\"}");
    assertThatThrownBy(() -> Encoders.load(folder, EncoderConfig.DEFAULTS))
        .isInstanceOf(UnusableModelException.class)
        .hasMessageContaining("model_type is \"resnet\", must be one of [beit, clip,");
  }

  @Test
  void load_tensorOfAnotherShape_namesItAndBothShapes() throws Exception {
    copy(golden("dinov2-f32"), folder);
    Path config = folder.resolve("config.json");
    Files.writeString(
        config, Files.readString(config).replaceAll("\"mlp_ratio\": [0-9.]+", "\"mlp_ratio\": 4"));
    assertThatThrownBy(() -> Encoders.load(folder, EncoderConfig.DEFAULTS))
        .isInstanceOf(UnusableModelException.class)
        .hasMessageContaining(
            "tensor \"encoder.layer.0.mlp.fc1.weight\" is F32 [64, 32], config.json asks for [128, 32]");
  }

  @Test
  void load_pickledWeights_tellsHowToConvertThem() throws Exception {
    copy(golden("dinov2-f32"), folder);
    Files.move(folder.resolve("model.safetensors"), folder.resolve("pytorch_model.bin"));
    assertThatThrownBy(() -> Encoders.load(folder, EncoderConfig.DEFAULTS))
        .hasMessageContaining("pickled weights are not read; convert them once");
  }

  @Test
  void load_shardedWeights_embedsAsOneFileDoesUnderAnotherDigest() throws Exception {
    Path whole = golden("dinov2-f32");
    copy(whole, folder);
    String shard = "model-00001-of-00001.safetensors";
    Files.move(folder.resolve("model.safetensors"), folder.resolve(shard));
    Path index = folder.resolve("model.safetensors.index.json");
    Files.writeString(index, index(folder.resolve(shard), shard));
    ByteBuffer pixels = direct(whole.resolve("pixels.f32"));
    String sharded;
    try (Encoder one = Encoders.load(whole, EncoderConfig.DEFAULTS);
        Encoder many = Encoders.load(folder, EncoderConfig.DEFAULTS)) {
      assertThat(many.embed(pixels.duplicate().order(ByteOrder.nativeOrder()), 3))
          .containsExactly(
              one.embed(pixels.duplicate().order(ByteOrder.nativeOrder()), 3), within(1e-5f));
      sharded = many.digest();
      assertThat(sharded).isNotEqualTo(one.digest());
    }
    Files.writeString(index, Files.readString(index) + "\n");
    try (Encoder changed = Encoders.load(folder, EncoderConfig.DEFAULTS)) {
      assertThat(changed.digest()).isNotEqualTo(sharded);
    }
  }

  @Test
  void load_pickledFile_tellsHowToConvertItBeforeItAsksForItsYaml() throws Exception {
    Path pickle = Files.write(folder.resolve("model.pth"), new byte[] {(byte) 0x80, 2, '}', '.'});
    assertThatThrownBy(() -> Encoders.load(pickle, EncoderConfig.DEFAULTS))
        .isInstanceOf(UnusableModelException.class)
        .hasMessageContaining("model.pth: pickled weights are not read; convert them once");
  }

  /** Maps every tensor of a file to {@code shard}, its names read without our reader. */
  private static String index(Path file, String shard) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt();
    ObjectMapper json = new ObjectMapper();
    JsonNode header = json.readTree(bytes, 8, length);
    ObjectNode index = json.createObjectNode();
    ObjectNode map = index.putObject("weight_map");
    header.fieldNames().forEachRemaining(name -> map.put(name, shard));
    map.remove("__metadata__");
    return json.writeValueAsString(index);
  }

  @Test
  void load_aGpuThatIsNotThere_saysSo() {
    assertThatThrownBy(
            () -> Encoders.load(golden("vit-f32"), EncoderConfig.DEFAULTS.withDevice("cuda:7")))
        .hasMessageContaining("device is \"cuda:7\", but libtorch sees");
  }

  @Test
  void acquire_twice_sharesOneNetworkUntilTheLastHolderClosesIt() throws Exception {
    Path model = golden("vit-f32");
    ByteBuffer pixels = direct(model.resolve("pixels.f32"));
    Encoder first = SharedEncoders.acquire(Location.of(model), EncoderConfig.DEFAULTS);
    Encoder second = SharedEncoders.acquire(Location.of(model), EncoderConfig.DEFAULTS);
    first.close();
    first.close();
    assertThat(second.embed(pixels, 3)).hasSize(3 * 32);
    second.close();
  }

  static Path golden(String name) {
    try {
      return Path.of(EncodersTest.class.getResource("/encoder/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(name, e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  private static ByteBuffer direct(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    return ByteBuffer.allocateDirect(bytes.length).order(ByteOrder.nativeOrder()).put(bytes).flip();
  }

  private static float[] floats(Path file) throws IOException {
    float[] values = new float[(int) Files.size(file) / 4];
    ByteBuffer.wrap(Files.readAllBytes(file))
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(values);
    return values;
  }
}
