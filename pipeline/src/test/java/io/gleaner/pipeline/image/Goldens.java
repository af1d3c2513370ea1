package io.gleaner.pipeline.image;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** The committed output of the Python oracles, {@code src/test/resources/image}. */
final class Goldens {
  private static final String PIXELS = ".rgb.gz";

  private Goldens() {}

  static byte[] bytes(String name) {
    try {
      return Files.readAllBytes(folder().resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Pixels that an oracle wrote: width, height, then RGB. */
  static RgbImage pixels(String name) {
    try (var in =
        new DataInputStream(new GZIPInputStream(new ByteArrayInputStream(bytes(name + PIXELS))))) {
      return new RgbImage(in.readInt(), in.readInt(), in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A table that an oracle wrote: tabs between cells, no header. */
  static List<String[]> table(String name) {
    return new String(bytes(name), StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.split("\t"))
        .toList();
  }

  static byte[] unzipped(String name) {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(bytes(name)))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A photograph that resize_goldens.py starts from. */
  static RgbImage input(String number) {
    try {
      return ImageDecoder.of(ImageLimits.DEFAULTS)
          .decode(bytes("resize/input-" + number + ".png"))
          .image();
    } catch (RejectedImageException e) {
      throw new AssertionError(e);
    }
  }

  /** The encoded images of a sub-folder that have golden pixels, by name. */
  static List<String> withPixels(String subfolder) {
    try (Stream<Path> files = Files.list(folder().resolve(subfolder))) {
      return files
          .map(file -> subfolder + "/" + file.getFileName())
          .filter(name -> name.endsWith(PIXELS))
          .map(name -> name.substring(0, name.length() - PIXELS.length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The largest difference between two images of one size, in levels. */
  static int largestDifference(byte[] one, byte[] other) {
    int largest = 0;
    for (int i = 0; i < one.length; i++) {
      largest = Math.max(largest, Math.abs((one[i] & 0xff) - (other[i] & 0xff)));
    }
    return largest;
  }

  private static Path folder() {
    try {
      return Path.of(Goldens.class.getResource("/image").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
