package io.gleaner.pipeline.encoder;

import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import io.gleaner.pipeline.encoder.architecture.Architecture;
import io.gleaner.pipeline.encoder.architecture.Compute;
import io.gleaner.pipeline.encoder.architecture.Family;
import io.gleaner.pipeline.encoder.architecture.Prepared;
import io.gleaner.pipeline.encoder.checkpoint.CheckpointWeights;
import io.gleaner.pipeline.encoder.checkpoint.PreprocessingOverride;
import io.gleaner.pipeline.encoder.checkpoint.PublishedPreprocessing;
import io.gleaner.pipeline.encoder.checkpoint.Safetensors;
import io.gleaner.pipeline.encoder.checkpoint.SettingsFile;
import io.gleaner.pipeline.encoder.checkpoint.UnusableModelException;
import io.gleaner.pipeline.image.Preprocessing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A checkpoint folder as Hugging Face or timm publishes it: {@code config.json}, {@code
 * preprocessor_config.json} or {@code processor_config.json} (timm's preprocessing is in its {@code
 * config.json}), and {@code model.safetensors} or its shards.
 */
final class Checkpoint implements Weights, AutoCloseable {
  private final Path configFile;
  private final JsonNode config;
  private final List<Path> settings = new ArrayList<>();
  private final PublishedPreprocessing published;
  private final Family family;
  private final CheckpointWeights weights;

  private Checkpoint(Path folder, PreprocessingOverride override) throws IOException {
    configFile = folder.resolve("config.json");
    config = SettingsFile.read(configFile);
    family = Family.of(configFile, config);
    published =
        Family.isTimms(config)
            ? PublishedPreprocessing.timm(configFile, config, override)
            : PublishedPreprocessing.transformers(configFile, config, override);
    settings.add(configFile);
    settings.addAll(published.files());
    weights = CheckpointWeights.open(folder);
  }

  /**
   * Reads a folder's settings and the headers of its weights, and checks both.
   *
   * @param runtime whose preprocessing goes over the folder's
   */
  static Checkpoint open(Path folder, EncoderConfig runtime) throws IOException {
    return new Checkpoint(folder, PreprocessingOverride.parse(runtime.preprocessing()));
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
    Preprocessing preprocessing = published.preprocessing();
    return runtime.resolution() == null ? preprocessing : preprocessing.at(runtime.resolution());
  }

  /** Returns how images are preprocessed by the folder's files, and why so. */
  PublishedPreprocessing published() {
    return published;
  }

  /** Returns a digest of everything that decides the embedding of given pixels but the device. */
  String digest(EncoderConfig runtime) throws IOException {
    List<Path> files = new ArrayList<>(settings);
    files.addAll(weights.files());
    return Digests.of(
        files,
        runtime.pooling(),
        runtime.normalised(),
        runtime.precision(),
        runtime.resolution(),
        published.preprocessing().digested());
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
          String.format(
              Locale.ROOT,
              "has no tensor \"%s\" %s, which %s asks for",
              stored.name(),
              stored.shape(),
              configFile.getFileName()));
    }
    if (!shape(entry).equals(stored.shape())) {
      throw new UnusableModelException(
          file,
          String.format(
              Locale.ROOT,
              "tensor \"%s\" is %s, %s asks for %s",
              entry.name(),
              entry.describe(),
              configFile.getFileName(),
              stored.shape()));
    }
    return entry;
  }

  /** Finds a tensor under one of the names that it may have. */
  private Safetensors.Entry entry(String name) {
    return family.names(name).stream()
        .map(weights.entries()::get)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private static List<Long> shape(Safetensors.Entry entry) {
    return java.util.Arrays.stream(entry.shape()).boxed().toList();
  }

  @Override
  public void close() throws IOException {
    weights.close();
  }
}
