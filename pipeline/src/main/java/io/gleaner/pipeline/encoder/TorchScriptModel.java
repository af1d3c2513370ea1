package io.gleaner.pipeline.encoder;

import ai.djl.Device;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gleaner.pipeline.encoder.architecture.Pooling;
import io.gleaner.pipeline.encoder.checkpoint.PickledWeights;
import io.gleaner.pipeline.encoder.checkpoint.PreprocessingOverride;
import io.gleaner.pipeline.encoder.checkpoint.UnusableModelException;
import io.gleaner.pipeline.image.Interpolation;
import io.gleaner.pipeline.image.Preprocessing;
import io.gleaner.pipeline.image.Preprocessing.Arithmetic;
import io.gleaner.pipeline.image.Preprocessing.Centring;
import io.gleaner.pipeline.image.Preprocessing.Crop;
import io.gleaner.pipeline.image.Preprocessing.Normalisation;
import io.gleaner.pipeline.image.Preprocessing.Resize;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Any TorchScript file that turns [images, 3, height, width] into [images, dimension], with its
 * preprocessing in a YAML file of the same name beside it (docs/encoders.md), cropped as
 * torchvision crops. The case in mind is SSCD's {@code sscd_disc_mixup.torchscript.pt} (Pizzi et
 * al. 2022).
 */
final class TorchScriptModel {
  private static final Set<String> KEYS =
      Set.of("resize", "interpolation", "crop", "rescale", "mean", "std", "output");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path yaml;
  private final Map<?, ?> settings;

  private TorchScriptModel(Path yaml, Map<?, ?> settings) {
    this.yaml = yaml;
    this.settings = settings;
  }

  /**
   * Loads a file. It computes as it was exported: {@link EncoderConfig#precision} is for
   * checkpoints.
   */
  static Encoder load(Path file, EncoderConfig runtime, Device device) throws IOException {
    TorchScriptModel model = open(file, runtime);
    if (runtime.pooling() != Pooling.AUTO) {
      throw new UnusableModelException(
          file, "is TorchScript, which pools as it was exported: pooling must be auto");
    }
    Preprocessing preprocessing = model.preprocessing(runtime);
    Object output = model.settings.get("output");
    String digest = model.digestWith(file, runtime);
    Network network;
    try (InputStream archive = new BufferedInputStream(Files.newInputStream(file), 1 << 20)) {
      network = Network.load(archive, device);
    } catch (RuntimeException e) {
      throw new UnusableModelException(
          file, "libtorch cannot load it as TorchScript: " + firstLine(e), e);
    }
    try {
      return new NetworkEncoder(
          network,
          new Encoder.Summary(
              "TorchScript",
              "as exported",
              "as exported",
              "as exported",
              OptionalLong.empty(),
              model.reasons(runtime)),
          preprocessing,
          output == null ? null : output.toString(),
          device.isGpu() ? NetworkEncoder.WHOLE_BATCH : Encoders.MOST_AT_ONCE,
          runtime.normalised(),
          digest);
    } catch (RuntimeException e) {
      network.close();
      throw new UnusableModelException(
          file,
          String.format(
              Locale.ROOT,
              "fails on images of %d x %d: %s",
              preprocessing.cropHeight(),
              preprocessing.cropWidth(),
              firstLine(e)),
          e);
    }
  }

  /** Returns a digest of everything that decides the embedding of given pixels but the device. */
  static String digest(Path file, EncoderConfig runtime) throws IOException {
    return open(file, runtime).digestWith(file, runtime);
  }

  private static TorchScriptModel open(Path file, EncoderConfig runtime) throws IOException {
    PickledWeights.requireTorchScript(file);
    return read(file).with(PreprocessingOverride.parse(runtime.preprocessing()));
  }

  private String digestWith(Path file, EncoderConfig runtime) throws IOException {
    return Digests.of(
        List.of(file, yaml),
        runtime.normalised(),
        runtime.resolution(),
        preprocessing(runtime).digested());
  }

  private Preprocessing preprocessing(EncoderConfig runtime) {
    Preprocessing preprocessing = preprocessing();
    return runtime.resolution() == null ? preprocessing : preprocessing.at(runtime.resolution());
  }

  /** Returns the name of the YAML file that belongs to the TorchScript file of this name. */
  static String settings(String name) {
    int dot = name.lastIndexOf('.');
    return (dot < 0 ? name : name.substring(0, dot)) + ".yaml";
  }

  private static TorchScriptModel read(Path file) throws IOException {
    Path yaml = file.resolveSibling(settings(file.getFileName().toString()));
    if (!Files.isRegularFile(yaml)) {
      throw new UnusableModelException(
          yaml, "is not there; a TorchScript file needs its preprocessing beside it");
    }
    Object root;
    try {
      root =
          new Load(LoadSettings.builder().setLabel(yaml.toString()).build())
              .loadFromString(Files.readString(yaml));
    } catch (YamlEngineException e) {
      throw new UnusableModelException(yaml, "is not YAML: " + e.getMessage(), e);
    }
    if (!(root instanceof Map<?, ?> settings)) {
      throw new UnusableModelException(yaml, "must be a mapping of " + KEYS);
    }
    for (Object key : settings.keySet()) {
      if (!KEYS.contains(String.valueOf(key))) {
        throw new UnusableModelException(
            yaml,
            String.format(
                Locale.ROOT, "has no key \"%s\"; it has %s", key, KEYS.stream().sorted().toList()));
      }
    }
    return new TorchScriptModel(yaml, settings);
  }

  private TorchScriptModel with(PreprocessingOverride override) {
    override.requireKeysOf(
        yaml, "the YAML file of a TorchScript model", PreprocessingOverride.TORCHSCRIPT);
    Map<Object, Object> merged = new HashMap<>(settings);
    override
        .values()
        .forEach((key, value) -> merged.put(key, JSON.convertValue(value, Object.class)));
    return new TorchScriptModel(yaml, merged);
  }

  private List<String> reasons(EncoderConfig runtime) {
    String file = yaml.getFileName().toString();
    return runtime.preprocessing() == null
        ? List.of(file)
        : List.of(file, "with the recipe's preprocessing: " + runtime.preprocessing());
  }

  private Preprocessing preprocessing() {
    Resize resize = resize();
    int[] crop;
    if (settings.containsKey("crop")) {
      crop = sides("crop", settings.get("crop"));
    } else if (resize instanceof Resize.Exactly exactly) {
      crop = new int[] {exactly.height(), exactly.width()};
    } else {
      throw new UnusableModelException(
          yaml, "crop is missing; only resize: [height, width] goes without");
    }
    return new Preprocessing(
        resize,
        interpolation(),
        Arithmetic.BYTES,
        new Crop(crop[0], crop[1], Centring.HALF_EVEN),
        new Normalisation(
            settings.containsKey("rescale")
                ? number("rescale", settings.get("rescale"))
                : 1 / 255.0,
            three("mean"),
            three("std")));
  }

  private Resize resize() {
    Object value = settings.get("resize");
    if (value == null) {
      return new Resize.None();
    }
    if (value instanceof Integer) {
      return new Resize.ShortestEdge(sides("resize", value)[0]);
    }
    int[] sides = sides("resize", value);
    return new Resize.Exactly(sides[0], sides[1]);
  }

  private Interpolation interpolation() {
    Object value = settings.get("interpolation");
    try {
      return value == null
          ? Interpolation.BICUBIC
          : Interpolation.valueOf(value.toString().toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new UnusableModelException(
          yaml,
          String.format(
              Locale.ROOT,
              "interpolation is \"%s\", must be one of %s",
              value,
              Arrays.toString(Interpolation.values()).toLowerCase(Locale.ROOT)),
          e);
    }
  }

  /** A number for both sides, or a pair of height and width. */
  private int[] sides(String key, Object value) {
    List<?> pair = value instanceof List<?> list ? list : List.of(value, value);
    if (pair.size() == 2
        && pair.get(0) instanceof Integer height
        && pair.get(1) instanceof Integer width
        && height >= 1
        && width >= 1
        && height <= 1 << 14
        && width <= 1 << 14) {
      return new int[] {height, width};
    }
    throw new UnusableModelException(
        yaml,
        String.format(
            Locale.ROOT, "%s is %s, must be pixels or [height, width], 1 to 16384", key, value));
  }

  private float[] three(String key) {
    if (settings.get(key) instanceof List<?> list && list.size() == 3) {
      float[] values = new float[3];
      for (int i = 0; i < 3; i++) {
        values[i] = (float) number(key, list.get(i));
      }
      return values;
    }
    throw new UnusableModelException(
        yaml,
        String.format(Locale.ROOT, "%s is %s, must be three numbers", key, settings.get(key)));
  }

  private double number(String key, Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    throw new UnusableModelException(
        yaml, String.format(Locale.ROOT, "%s is %s, must be a number", key, value));
  }

  private static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
