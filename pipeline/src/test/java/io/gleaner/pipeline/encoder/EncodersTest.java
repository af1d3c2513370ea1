package io.gleaner.pipeline.encoder;

import static io.gleaner.pipeline.encoder.GoldenFiles.direct;
import static io.gleaner.pipeline.encoder.GoldenFiles.golden;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gleaner.pipeline.encoder.checkpoint.UnusableModelException;
import io.gleaner.pipeline.image.Preprocessing.Centring;
import io.gleaner.pipeline.image.Preprocessing.Crop;
import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
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

/** What loading refuses, and what an encoder that is loaded keeps to. */
class EncodersTest {
  @TempDir Path folder;

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

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }
}
