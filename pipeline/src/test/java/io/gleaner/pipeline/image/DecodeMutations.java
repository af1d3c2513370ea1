package io.gleaner.pipeline.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Decodes damaged files in this process: {@code DecodeMutations native|java|scaled FOLDER FIRST
 * COUNT}, with seeds FIRST to FIRST + COUNT - 1 over the files of FOLDER; {@code scaled} is native
 * at an eighth of all sides. Prints what became of them; a crash of a decoder is the end of the
 * process, and the last line tells the seeds before it.
 */
final class DecodeMutations {
  private static final int PROGRESS = 10_000;
  private static final ImageLimits LIMITS = new ImageLimits(4_000_000, 100_000_000, 1, 10_000);

  private DecodeMutations() {}

  public static void main(String[] arguments) throws IOException {
    List<byte[]> originals = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of(arguments[1]))) {
      for (Path file : files.sorted().filter(f -> !f.toString().endsWith(".gz")).toList()) {
        originals.add(Files.readAllBytes(file));
      }
    }
    ImageDecoder decoder = decoder(arguments[0]);
    Mutations mutations = new Mutations(originals);
    Map<String, Integer> outcomes = new TreeMap<>();
    long first = Long.parseLong(arguments[2]);
    long end = first + Long.parseLong(arguments[3]);
    for (long seed = first; seed < end; seed++) {
      outcomes.merge(outcome(decoder, mutations.of(seed)), 1, Integer::sum);
      if ((seed + 1 - first) % PROGRESS == 0 || seed + 1 == end) {
        System.out.println(first + " to " + seed + ": " + outcomes);
      }
    }
  }

  private static ImageDecoder decoder(String name) {
    return name.equals("scaled")
        ? new CheckedDecoder(
            DecoderChoice.NATIVE.provider(),
            LIMITS,
            DecodingMemory.OF_PROCESS,
            (width, height) -> Reduction.LARGEST)
        : ImageDecoder.of(DecoderChoice.valueOf(name.toUpperCase(Locale.ROOT)), LIMITS);
  }

  private static String outcome(ImageDecoder decoder, byte[] bytes) {
    try {
      return "decoded " + decoder.decode(bytes).format();
    } catch (RejectedImageException e) {
      return e.reason().name();
    }
  }
}
