package io.gleaner.pipeline.image;

import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Decodes every file of a folder: {@code DecoderComparison native|java IN OUT} writes NAME.rgb
 * (width, height, RGB) or NAME.txt (the reason) for decode_compare.py; {@code DecoderComparison
 * native|java IN} prints the CPU time that an image takes.
 */
final class DecoderComparison {
  private static final int ROUNDS = 5;

  private DecoderComparison() {}

  public static void main(String[] arguments) throws IOException {
    DecoderChoice choice = DecoderChoice.valueOf(arguments[0].toUpperCase(Locale.ROOT));
    ImageDecoder decoder =
        ImageDecoder.of(choice, new ImageLimits(200_000_000, 200_000_000, 1, 100_000));
    System.out.println(choice.version());
    List<Path> files;
    try (Stream<Path> listed = Files.list(Path.of(arguments[1]))) {
      files = listed.sorted().toList();
    }
    if (arguments.length > 2) {
      for (Path file : files) {
        write(decoder, file, Path.of(arguments[2]));
      }
    } else {
      time(decoder, files);
    }
  }

  private static void write(ImageDecoder decoder, Path file, Path out) throws IOException {
    String name = file.getFileName().toString();
    try {
      RgbImage image = decoder.decode(Files.readAllBytes(file)).image();
      try (var pixels = new DataOutputStream(Files.newOutputStream(out.resolve(name + ".rgb")))) {
        pixels.writeInt(image.width());
        pixels.writeInt(image.height());
        pixels.write(image.rgb());
      }
    } catch (RejectedImageException e) {
      Files.writeString(out.resolve(name + ".txt"), e.reason() + " " + e.detail() + "\n");
    }
  }

  private static void time(ImageDecoder decoder, List<Path> files) throws IOException {
    var threads = ManagementFactory.getThreadMXBean();
    for (int round = 0; round < ROUNDS; round++) {
      long nanoseconds = 0;
      int decoded = 0;
      for (Path file : files) {
        byte[] bytes = Files.readAllBytes(file);
        long start = threads.getCurrentThreadCpuTime();
        try {
          decoder.decode(bytes);
          decoded++;
        } catch (RejectedImageException e) {
          continue;
        } finally {
          nanoseconds += threads.getCurrentThreadCpuTime() - start;
        }
      }
      System.out.printf(
          Locale.ROOT,
          "%d of %d images, %.2f ms of CPU time each%n",
          decoded,
          files.size(),
          nanoseconds / 1e6 / decoded);
    }
  }
}
