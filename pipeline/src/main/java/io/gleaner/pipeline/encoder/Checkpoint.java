package io.gleaner.pipeline.encoder;

import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gleaner.pipeline.encoder.architecture.Architecture;
import io.gleaner.pipeline.encoder.architecture.Compute;
import io.gleaner.pipeline.encoder.architecture.Family;
import io.gleaner.pipeline.encoder.architecture.Prepared;
import io.gleaner.pipeline.encoder.checkpoint.CheckpointWeights;
import io.gleaner.pipeline.encoder.checkpoint.PreprocessorConfig;
import io.gleaner.pipeline.encoder.checkpoint.Safetensors;
import io.gleaner.pipeline.encoder.checkpoint.TimmPreprocessing;
import io.gleaner.pipeline.encoder.checkpoint.UnusableModelException;
import io.gleaner.pipeline.image.Preprocessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A checkpoint folder as Hugging Face or timm publishes it: {@code config.json}, {@code
 * preprocessor_config.json} (timm's preprocessing is in its {@code config.json}), and {@code
 * model.safetensors} or its shards.
 */
final class Checkpoint implements Weights, AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path configFile;
  private final JsonNode config;
  private final List<Path> settings = new ArrayList<>();
  private final Preprocessing preprocessing;
  private final Family family;
  private final CheckpointWeights weights;

  private Checkpoint(Path folder) throws IOException {
    configFile = folder.resolve("config.json");
    config = json(configFile);
    family = Family.of(configFile, config);
    settings.add(configFile);
    if (Family.isTimms(config)) {
      preprocessing = TimmPreprocessing.read(configFile, config);
    } else {
      Path file = folder.resolve("preprocessor_config.json");
      preprocessing =
          PreprocessorConfig.read(file, json(file), config.path("model_type").asText(""));
      settings.add(file);
    }
    weights = CheckpointWeights.open(folder);
  }

  /** Reads a folder's settings and the headers of its weights, and checks both. */
  static Checkpoint open(Path folder) throws IOException {
    return new Checkpoint(folder);
  }

  Family family() {
    return family;
  }

  /** Returns the network's text, and what it reads, checked against the headers. */
  Architecture architecture(EncoderConfig runtime, Compute.Product product) {
    Architecture architecture = text(runtime, product);
    for (Architecture.Weight weight : architecture.weights()) {
      for (Prepared source : weight.sources()) {
        if (source instanceof Prepared.Stored stored) {
          checked(stored);
        }
      }
    }
    return architecture;
  }

  private Architecture text(EncoderConfig runtime, Compute.Product product) {
    Preprocessing pixels = preprocessing(runtime);
    return family.architecture(
        configFile,
        config,
        name -> entry(name) == null ? null : shape(entry(name)),
        pixels.cropHeight(),
        pixels.cropWidth(),
        runtime.pooling(),
        new Compute(product, runtime.precision()));
  }

  Preprocessing preprocessing(EncoderConfig runtime) {
    return runtime.resolution() == null ? preprocessing : preprocessing.at(runtime.resolution());
  }

  /** Returns a digest of everything that decides the embedding of given pixels but the device. */
  String digest(EncoderConfig runtime) throws IOException {
    List<Path> files = new ArrayList<>(settings);
    files.addAll(weights.files());
    return Digests.of(
        files, runtime.pooling(), runtime.normalised(), runtime.precision(), runtime.resolution());
  }

  @Override
  public Values read(Prepared.Stored stored) throws IOException {
    Safetensors.Entry entry = checked(stored);
    return new Values(
        weights.read(entry.name()),
        entry.type() == Safetensors.Type.F16 ? DataType.FLOAT16 : DataType.FLOAT32,
        stored.shape());
  }

  @Override
  public void release() {
    weights.release();
  }

  /** Returns the entry of a tensor that the network asks for, of the shape that it asks for. */
  private Safetensors.Entry checked(Prepared.Stored stored) {
    Safetensors.Entry entry = entry(stored.name());
    Path file = weights.files().get(0);
    if (entry == null) {
      throw new UnusableModelException(
          file,
          "has no tensor \"%s\" %s, which %s asks for"
              .formatted(stored.name(), stored.shape(), configFile.getFileName()));
    }
    if (!shape(entry).equals(stored.shape())) {
      throw new UnusableModelException(
          file,
          "tensor \"%s\" is %s, %s asks for %s"
              .formatted(entry.name(), entry.describe(), configFile.getFileName(), stored.shape()));
    }
    return entry;
  }

  /** Finds a tensor under its name, or behind the prefix of a model around the encoder. */
  private Safetensors.Entry entry(String name) {
    Safetensors.Entry entry = weights.entries().get(name);
    return entry == null ? weights.entries().get(family.prefix() + name) : entry;
  }

  private static List<Long> shape(Safetensors.Entry entry) {
    return java.util.Arrays.stream(entry.shape()).boxed().toList();
  }

  private static JsonNode json(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new UnusableModelException(file, "is not there; a checkpoint folder needs it");
    }
    try {
      JsonNode node = JSON.readTree(file.toFile());
      if (node.isObject()) {
        return node;
      }
    } catch (IOException e) {
      throw new UnusableModelException(
          file, "is not JSON: " + e.getMessage().lines().findFirst().orElse(""), e);
    }
    throw new UnusableModelException(file, "is not a JSON object");
  }

  @Override
  public void close() throws IOException {
    weights.close();
  }
}
