package io.gleaner.pipeline.image;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Decodes every file of a folder for docs/measure/pillow_pictures.py: arguments are the folder and
 * another one for the pixels, a binary PPM for each image. Prints a line for each file: its name, a
 * tab, then {@code OK}, or a tab between reason and detail. A third argument is {@code native} or
 * {@code java}.
 */
public final class DecodeFolder {
  private static final ImageLimits LIMITS = new ImageLimits(100_000_000, 100_000_000, 1, 100_000);

  private DecodeFolder() {}

  public static void main(String[] arguments) throws IOException {
    Path out = Files.createDirectories(Path.of(arguments[1]));
    DecoderChoice choice =
        arguments.length > 2
            ? DecoderChoice.valueOf(arguments[2].toUpperCase(Locale.ROOT))
            : DecoderChoice.AUTO;
    ImageDecoder decoder = ImageDecoder.of(choice, LIMITS);
    PrintStream lines = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    List<Path> files;
    try (Stream<Path> listed = Files.list(Path.of(arguments[0]))) {
      files = listed.sorted().toList();
    }
    for (Path file : files) {
      String name = file.getFileName().toString();
      try {
        RgbImage image = decoder.decode(Files.readAllBytes(file)).image();
        write(image, out.resolve(name + ".ppm"));
        lines.println(name + "\tOK");
      } catch (RejectedImageException e) {
        lines.println(name + "\t" + e.reason() + "\t" + e.detail());
      }
    }
    lines.flush();
  }

  private static void write(RgbImage image, Path file) throws IOException {
    String header = String.format(Locale.ROOT, "P6\n%d %d\n255\n", image.width(), image.height());
    try (var stream = Files.newOutputStream(file)) {
      stream.write(header.getBytes(StandardCharsets.US_ASCII));
      stream.write(image.rgb());
    }
  }
}
