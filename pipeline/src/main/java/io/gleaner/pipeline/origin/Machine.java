package io.gleaner.pipeline.origin;

import ai.djl.engine.Engine;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What computed a run's embeddings, as far as their last bits may depend on it
 * (docs/architecture.md).
 *
 * @param system its name and architecture
 * @param java the runtime's version
 * @param cpu the model's name, or the architecture where the system does not tell it
 * @param features instruction sets of the CPU that kernels choose by, in a fixed order; none where
 *     the system does not tell them
 * @param processors that the JVM may use
 * @param libtorch its version
 * @param decoder what decodes images, with the versions of its libraries
 * @param linear what multiplies by weights: {@code onednn} or {@code mkl}
 */
@JsonPropertyOrder({
  "system",
  "java",
  "cpu",
  "features",
  "processors",
  "libtorch",
  "decoder",
  "linear"
})
public record Machine(
    String system,
    String java,
    String cpu,
    List<String> features,
    int processors,
    String libtorch,
    String decoder,
    String linear) {
  private static final Path CPU = Path.of("/proc/cpuinfo");

  /** Of x86-64 and of ARM. */
  private static final List<String> FEATURES =
      List.of(
          "avx",
          "f16c",
          "fma",
          "avx2",
          "avx_vnni",
          "avx512f",
          "avx512bw",
          "avx512vl",
          "avx512_vnni",
          "avx512_bf16",
          "avx512_fp16",
          "amx_tile",
          "amx_int8",
          "amx_bf16",
          "asimd",
          "asimdhp",
          "asimddp",
          "sve",
          "sve2",
          "i8mm",
          "bf16");

  /** Returns this machine; the engine of networks is loaded for its version. */
  public static Machine current(String decoder, String linear) {
    Map<String, String> cpu = firstProcessor();
    return new Machine(
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        Runtime.version().toString(),
        model(cpu),
        features(cpu),
        Runtime.getRuntime().availableProcessors(),
        Engine.getEngine("PyTorch").getVersion(),
        decoder,
        linear.toLowerCase(Locale.ROOT));
  }

  /** Returns the CPU for people: its model and instruction sets. */
  public static String processor() {
    Map<String, String> cpu = firstProcessor();
    String features = String.join(" ", features(cpu));
    return model(cpu) + (features.isEmpty() ? "" : " (" + features + ")");
  }

  private static String model(Map<String, String> cpu) {
    String windows = System.getenv("PROCESSOR_IDENTIFIER");
    return cpu.getOrDefault(
        "model name", windows == null ? System.getProperty("os.arch") : windows);
  }

  private static List<String> features(Map<String, String> cpu) {
    String flags = cpu.getOrDefault("flags", cpu.getOrDefault("Features", ""));
    Set<String> there = new HashSet<>(Arrays.asList(flags.split(" ")));
    return FEATURES.stream().filter(there::contains).toList();
  }

  private static Map<String, String> firstProcessor() {
    try (BufferedReader in = Files.newBufferedReader(CPU, StandardCharsets.UTF_8)) {
      return read(in);
    } catch (IOException e) {
      return Map.of(); // the system has no such file
    }
  }

  /** Returns the lines of the first processor. */
  static Map<String, String> read(BufferedReader in) throws IOException {
    Map<String, String> lines = new HashMap<>();
    for (String line = in.readLine(); line != null && !line.isBlank(); line = in.readLine()) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        lines.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
      }
    }
    return lines;
  }
}
