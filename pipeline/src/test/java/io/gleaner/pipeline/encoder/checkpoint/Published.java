package io.gleaner.pipeline.encoder.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gleaner.pipeline.image.ImageDecoder;
import io.gleaner.pipeline.image.ImageLimits;
import io.gleaner.pipeline.image.Preprocessing;
import io.gleaner.pipeline.image.RejectedImageException;
import io.gleaner.pipeline.image.RgbImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Files as families publish them and what Python makes of two photographs by them. */
final class Published {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path FILE = Path.of("model/file.json");

  private static final PreprocessingOverride NOTHING = PreprocessingOverride.parse(null);

  private Published() {}

  static List<String> names() {
    try (Stream<Path> files = Files.list(resource("preprocessing"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".json"))
          .map(name -> name.substring(0, name.length() - ".json".length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode json(String name) {
    return parse(new String(bytes("preprocessing/" + name + ".json"), StandardCharsets.UTF_8));
  }

  static Preprocessing preprocessing(String name) {
    return name.startsWith("timm-")
        ? TimmPreprocessing.read(FILE, json(name), NOTHING)
        : PreprocessorConfig.read(FILE, json(name), "", Release.FOUR);
  }

  /** Reads a preprocessor_config.json of this text, with ' for ". */
  static Preprocessing transformers(String text) {
    return transformers(text, Release.FOUR);
  }

  /** The same by a release. */
  static Preprocessing transformers(String text, Release release) {
    return PreprocessorConfig.read(FILE, parse(text.replace('\'', '"')), "", release);
  }

  /** Reads a config.json of this text, with ' for ". */
  static Preprocessing timm(String text) {
    return TimmPreprocessing.read(FILE, parse(text.replace('\'', '"')), NOTHING);
  }

  /** The pixels of both photographs, one after the other. */
  static FloatBuffer goldens(String name) {
    byte[] zipped = bytes("preprocessing/" + name + ".f32.gz");
    try (var in = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
      return ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the names of goldens in a folder of the published files' own. */
  static List<String> goldensIn(String folder) {
    try (Stream<Path> files = Files.list(resource("preprocessing/" + folder))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".f32.gz"))
          .map(name -> name.substring(0, name.length() - ".f32.gz".length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a file in a folder, or the published one of the same name where there is none. */
  static Preprocessing preprocessing(String folder, String name, Release release) {
    boolean own = Published.class.getResource("/preprocessing/" + folder + name + ".json") != null;
    return PreprocessorConfig.read(FILE, json(own ? folder + name : name), "", release);
  }

  static List<String[]> defaults() {
    return defaults("");
  }

  static List<String[]> defaults(String folder) {
    return new String(bytes("preprocessing/" + folder + "defaults.tsv"), StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.split("\t"))
        .toList();
  }

  static RgbImage photograph(int number) {
    try {
      return ImageDecoder.of(ImageLimits.DEFAULTS)
          .decode(bytes("image/resize/input-" + number + ".png"))
          .image();
    } catch (RejectedImageException e) {
      throw new AssertionError(e);
    }
  }

  static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  private static byte[] bytes(String name) {
    try {
      return Files.readAllBytes(resource(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path resource(String name) {
    try {
      return Path.of(Published.class.getResource("/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
