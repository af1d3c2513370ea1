package io.gleaner.pipeline.encoder;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gleaner.pipeline.encoder.checkpoint.CheckpointWeights;
import io.gleaner.pipeline.encoder.checkpoint.PreprocessorConfig;
import io.gleaner.pipeline.encoder.checkpoint.Safetensors;
import io.gleaner.pipeline.image.Preprocessing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A Hugging Face checkpoint folder: {@code config.json}, {@code preprocessor_config.json}, {@code
 * model.safetensors} or its shards. A family is a row of {@link #FAMILIES}: what its {@code
 * model_type} becomes as text and names.
 */
final class Checkpoint {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Turns a configuration into text and names, for crops of the given size. */
  private interface Family {
    Architecture architecture(Path file, JsonNode config, String linear, int height, int width);
  }

  private static final Map<String, Family> FAMILIES =
      new TreeMap<>(Map.of("dinov2", VisionTransformer::dinov2, "vit", VisionTransformer::vit));

  private Checkpoint() {}

  static Encoder load(Path folder, EncoderConfig runtime) throws IOException {
    Path configFile = folder.resolve("config.json");
    JsonNode config = json(configFile);
    String type = config.path("model_type").asText("");
    Family family = FAMILIES.get(type);
    if (family == null) {
      throw new UnusableModelException(
          configFile, "model_type is \"%s\", must be one of %s".formatted(type, FAMILIES.keySet()));
    }
    Path preprocessorFile = folder.resolve("preprocessor_config.json");
    Preprocessing preprocessing = PreprocessorConfig.read(preprocessorFile, json(preprocessorFile));
    try (CheckpointWeights weights = CheckpointWeights.open(folder)) {
      Device device = Devices.resolve(runtime.device());
      Architecture architecture =
          family.architecture(
              configFile,
              config,
              LinearLayers.text(runtime.linear(), device),
              preprocessing.cropHeight(),
              preprocessing.cropWidth());
      String digest = digest(configFile, preprocessorFile, weights.files());
      Network network =
          Network.load(new ByteArrayInputStream(ScriptArchive.pack(architecture.source())), device);
      try {
        for (Architecture.Parameter parameter : architecture.parameters()) {
          Safetensors.Entry entry = find(weights, parameter, type);
          network.put(
              parameter.name(),
              weights.read(entry.name()),
              entry.type() == Safetensors.Type.F16 ? DataType.FLOAT16 : DataType.FLOAT32,
              new Shape(entry.shape()));
        }
        return new NetworkEncoder(network, preprocessing, null, digest);
      } catch (IOException | RuntimeException e) {
        network.close();
        throw e;
      }
    }
  }

  private static String digest(Path config, Path preprocessor, List<Path> weights)
      throws IOException {
    List<Path> files = new ArrayList<>(List.of(config, preprocessor));
    files.addAll(weights);
    return Digests.of(files.toArray(Path[]::new));
  }

  /** Finds a parameter under its stored name, or behind the prefix of a model with a head. */
  private static Safetensors.Entry find(
      CheckpointWeights weights, Architecture.Parameter parameter, String type) {
    Path file = weights.files().get(0);
    Safetensors.Entry entry = weights.entries().get(parameter.stored());
    if (entry == null) {
      entry = weights.entries().get(type + "." + parameter.stored());
    }
    long[] expected = parameter.shape().stream().mapToLong(Long::longValue).toArray();
    if (entry == null) {
      throw new UnusableModelException(
          file,
          "has no tensor \"%s\" %s, which config.json asks for"
              .formatted(parameter.stored(), Arrays.toString(expected)));
    }
    if (!Arrays.equals(entry.shape(), expected)) {
      throw new UnusableModelException(
          file,
          "tensor \"%s\" is %s, config.json asks for %s"
              .formatted(entry.name(), entry.describe(), Arrays.toString(expected)));
    }
    return entry;
  }

  private static JsonNode json(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new UnusableModelException(file, "is not there; a checkpoint folder needs it");
    }
    try {
      return JSON.readTree(file.toFile());
    } catch (IOException e) {
      throw new UnusableModelException(
          file, "is not JSON: " + e.getMessage().lines().findFirst().orElse(""), e);
    }
  }
}
