package io.gleaner.pipeline.encoder;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gleaner.pipeline.encoder.architecture.Precision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What this processor multiplies in, by the kernel's list of its instruction sets: oneDNN needs one
 * of the sets of {@link #needed} whole. Says it apart from libtorch, which Gleaner asks.
 */
final class NarrowProducts {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  private NarrowProducts() {}

  /** Skips a test where the processor does not multiply in a precision, and says what it lacks. */
  static void assumeOffered(Precision precision) throws IOException {
    assumeTrue(
        offered(precision),
        () -> "this CPU does not multiply in " + precision + ": it lacks " + needed(precision));
  }

  static boolean offered(Precision precision) throws IOException {
    Set<String> flags = flags();
    return needed(precision).stream().anyMatch(flags::containsAll);
  }

  private static List<List<String>> needed(Precision precision) {
    return switch (precision) {
      case FP32 -> List.of(List.of());
      case BF16 ->
          List.of(
              List.of("avx512f", "avx512bw", "avx512vl", "avx512dq"), List.of("avx_ne_convert"));
      case FP16 -> List.of(List.of("avx512_fp16"), List.of("avx_ne_convert"));
    };
  }

  private static Set<String> flags() throws IOException {
    try (var lines = Files.lines(PROCESSORS, StandardCharsets.UTF_8)) {
      return lines
          .filter(line -> line.startsWith("flags"))
          .findFirst()
          .map(line -> new HashSet<>(Arrays.asList(line.split("[:\\s]+"))))
          .orElseGet(HashSet::new);
    }
  }
}
