package io.gleaner.pipeline.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gleaner.pipeline.encoder.EncoderConfig.Linear;
import io.gleaner.pipeline.image.Preprocessing.Centring;
import io.gleaner.pipeline.image.Preprocessing.Crop;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against PyTorch: goldens of pipeline/src/test/python/encoder_goldens.py. */
class EncodersTest {
  private static final double LARGEST_DIFFERENCE = 1e-4;
  private static final double LEAST_COSINE = 0.99999;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "dinov2-f32, MKL",
    "dinov2-f32, ONEDNN",
    "dinov2-f16, AUTO",
    "dinov2-bf16, AUTO",
    "dinov2-resampled, AUTO",
    "dinov2-swiglu, MKL",
    "dinov2-swiglu, ONEDNN",
    "vit-f32, AUTO",
    "vit-resampled, AUTO",
    "vit-headed, AUTO",
    "torchscript, AUTO",
    "sample, AUTO",
  })
  void embed_goldenPixels_agreesWithPyTorch(String name, Linear linear) throws Exception {
    Path golden = golden(name);
    Path model =
        switch (name) {
          case "sample" -> Path.of("../samples/encoder");
          case "torchscript" -> golden.resolve("copies.pt");
          default -> golden;
        };
    float[] expected = floats(golden.resolve("embeddings.f32"));
    ByteBuffer pixels = direct(golden.resolve("pixels.f32"));
    try (Encoder encoder = Encoders.load(model, new EncoderConfig("cpu", linear))) {
      int dimension = encoder.dimension();
      int images = expected.length / dimension;
      float[] actual = encoder.embed(pixels, images);
      assertThat(actual).hasSameSizeAs(expected);
      for (int row = 0; row < images; row++) {
        double dot = 0;
        double left = 0;
        double right = 0;
        for (int i = row * dimension; i < (row + 1) * dimension; i++) {
          assertThat(Math.abs(actual[i] - expected[i]))
              .as("%s, image %d, component %d", name, row, i - row * dimension)
              .isLessThanOrEqualTo((float) LARGEST_DIFFERENCE);
          dot += (double) actual[i] * expected[i];
          left += (double) actual[i] * actual[i];
          right += (double) expected[i] * expected[i];
        }
        assertThat(dot / Math.sqrt(left * right)).isGreaterThanOrEqualTo(LEAST_COSINE);
      }
    }
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
        .hasMessageContaining("model_type is \"resnet\", must be one of [dinov2, vit]");
  }

  @Test
  void load_tensorOfAnotherShape_namesItAndBothShapes() throws Exception {
    copy(golden("dinov2-f32"), folder);
    Path config = folder.resolve("config.json");
    Files.writeString(
        config, Files.readString(config).replace("\"mlp_ratio\": 2", "\"mlp_ratio\": 3"));
    assertThatThrownBy(() -> Encoders.load(folder, EncoderConfig.DEFAULTS))
        .isInstanceOf(UnusableModelException.class)
        .hasMessageContaining(
            "tensor \"encoder.layer.0.mlp.fc1.weight\" is F32 [64, 32], config.json asks for [96, 32]");
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

  @Test
  void load_aGpuThatIsNotThere_saysSo() {
    assertThatThrownBy(
            () -> Encoders.load(golden("vit-f32"), new EncoderConfig("cuda:7", Linear.AUTO)))
        .hasMessageContaining("device is \"cuda:7\", but libtorch sees");
  }

  @Test
  void acquire_twice_sharesOneNetworkUntilTheLastHolderClosesIt() throws Exception {
    Path model = golden("vit-f32");
    ByteBuffer pixels = direct(model.resolve("pixels.f32"));
    Encoder first = SharedEncoders.acquire(model, EncoderConfig.DEFAULTS);
    Encoder second = SharedEncoders.acquire(model, EncoderConfig.DEFAULTS);
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
