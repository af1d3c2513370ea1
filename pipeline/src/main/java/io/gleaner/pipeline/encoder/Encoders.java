package io.gleaner.pipeline.encoder;

import ai.djl.Device;
import io.gleaner.pipeline.encoder.architecture.Architecture;
import io.gleaner.pipeline.encoder.architecture.Compute.Product;
import io.gleaner.pipeline.encoder.checkpoint.PublishedPreprocessing;
import io.gleaner.pipeline.encoder.checkpoint.UnusableModelException;
import io.gleaner.pipeline.progress.Warnings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The door of the room: from a model's path to an {@link Encoder}. */
public final class Encoders {
  /**
   * Bytes of the largest tensor between two layers that one part of a batch may have on a CPU: it
   * stays near the caches, and below what the allocator gives back to the system after each use.
   */
  private static final long BYTES_AT_ONCE = 16L << 20;

  /** Images of a part at most: a part that is filled up costs as much as a full one. */
  static final int MOST_AT_ONCE = 8;

  private static final Logger LOG = LoggerFactory.getLogger(Encoders.class);

  /** What was logged. */
  private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

  private Encoders() {}

  /**
   * Loads a model: a folder is a checkpoint as Hugging Face or timm publishes it, a file is
   * TorchScript with its YAML.
   *
   * @throws UnusableModelException where it cannot be used
   * @throws UnavailableDeviceException where the device or precision is not there
   */
  public static Encoder load(Path model, EncoderConfig runtime) throws IOException {
    List<Device> devices = Devices.resolve(runtime.device());
    List<Encoder> encoders = new ArrayList<>();
    try {
      for (Device device : devices) {
        Devices.require(runtime.precision(), device);
        encoders.add(load(model, runtime, device));
      }
    } catch (IOException | RuntimeException e) {
      encoders.forEach(Encoder::close);
      throw e;
    }
    return devices.get(0).isGpu() ? new DeviceWorkers(encoders) : encoders.get(0);
  }

  /**
   * Returns {@link Encoder#digest} of a model by its files: no network is loaded.
   *
   * @throws UnusableModelException where they cannot be used
   */
  public static String digest(Path model, EncoderConfig runtime) throws IOException {
    if (Files.isDirectory(model)) {
      try (Checkpoint checkpoint = Checkpoint.open(model, runtime)) {
        return checkpoint.digest(runtime);
      }
    }
    requireFile(model);
    return TorchScriptModel.digest(model, runtime);
  }

  private static void requireFile(Path model) {
    if (!Files.isRegularFile(model)) {
      throw new UnusableModelException(
          model, "is not there; a model is a checkpoint folder or a TorchScript file");
    }
  }

  /**
   * Returns the configuration with {@link EncoderConfig.Linear#AUTO} settled for a model on this
   * machine, so that it can be stored: implementations round differently, and the vectors of a run
   * have to agree, those of a later version too that means another one by it.
   */
  public static EncoderConfig settled(Path model, EncoderConfig runtime) {
    boolean chosen = Files.isDirectory(model) && !Devices.resolve(runtime.device()).get(0).isGpu();
    // TorchScript multiplies as it was exported, a GPU in one way.
    return chosen ? runtime.withLinear(runtime.linear().onCpu()) : runtime;
  }

  private static Encoder load(Path model, EncoderConfig runtime, Device device) throws IOException {
    if (Files.isDirectory(model)) {
      try (Checkpoint checkpoint = Checkpoint.open(model, runtime)) {
        return load(model, checkpoint, runtime, device);
      }
    }
    requireFile(model);
    return TorchScriptModel.load(model, runtime, device);
  }

  private static Encoder load(
      Path model, Checkpoint checkpoint, EncoderConfig runtime, Device device) throws IOException {
    Product product =
        device.isGpu()
            ? Product.TORCH
            : runtime.linear().onCpu() == EncoderConfig.Linear.ONEDNN
                ? Product.ONEDNN
                : Product.TORCH;
    tell(model, checkpoint.published());
    Architecture architecture = checkpoint.architecture(runtime, product);
    Network network = Network.of(architecture, device, checkpoint);
    try {
      return new NetworkEncoder(
          network,
          summary(checkpoint, architecture, runtime, product),
          checkpoint.preprocessing(runtime),
          null,
          imagesAtOnce(architecture, device),
          runtime.normalised(),
          checkpoint.digest(runtime));
    } catch (IOException | RuntimeException e) {
      network.close();
      throw e;
    }
  }

  /** Logs how images are preprocessed, once a model and JVM; a warning where it is doubtful. */
  private static void tell(Path model, PublishedPreprocessing published) {
    if (TOLD.add(model + " " + published.reasons())) {
      LOG.info("{}: preprocessing from {}", model, String.join("; ", published.reasons()));
      published
          .notices()
          .forEach(notice -> Warnings.warn(LOG, model + notice, model + ": " + notice));
    }
  }

  private static List<String> told(PublishedPreprocessing published) {
    List<String> lines = new ArrayList<>(published.reasons());
    lines.addAll(published.notices());
    return lines;
  }

  private static Encoder.Summary summary(
      Checkpoint checkpoint, Architecture architecture, EncoderConfig runtime, Product product) {
    return new Encoder.Summary(
        checkpoint.family().type(),
        architecture.shape(),
        architecture.pooling().name().toLowerCase(Locale.ROOT),
        compute(runtime, product),
        OptionalLong.of(architecture.parameters()),
        told(checkpoint.published()));
  }

  private static String compute(EncoderConfig runtime, Product product) {
    return String.format(
        Locale.ROOT,
        "%s by %s%s",
        runtime.precision().name().toLowerCase(Locale.ROOT),
        product == Product.ONEDNN ? "oneDNN" : "libtorch's own choice",
        product == Product.ONEDNN && runtime.linear() == EncoderConfig.Linear.AUTO
            ? " (linear: auto, the same on every CPU)"
            : "");
  }

  /** A power of two, so that usual batches are whole numbers of parts. */
  private static int imagesAtOnce(Architecture architecture, Device device) {
    if (device.isGpu()) {
      return NetworkEncoder.WHOLE_BATCH;
    }
    long fitting = BYTES_AT_ONCE / (4 * architecture.floatsPerImage());
    return Integer.highestOneBit((int) Math.max(1, Math.min(MOST_AT_ONCE, fitting)));
  }
}
