package io.gleaner.pipeline.cli;

import io.gleaner.pipeline.encoder.EncoderConfig;
import io.gleaner.pipeline.encoder.architecture.Pooling;
import io.gleaner.pipeline.encoder.architecture.Precision;
import picocli.CommandLine.Option;

/** Options of every command that runs an encoder. */
final class EncoderOptions {
  @Option(
      names = "--device",
      defaultValue = "auto",
      paramLabel = "DEVICE",
      description = "auto, cpu, cuda:N or cuda:N,cuda:M (default: auto)")
  private String device;

  @Option(
      names = "--linear",
      defaultValue = "auto",
      description =
          "what multiplies on a CPU: ${COMPLETION-CANDIDATES} (default: auto, which is onednn)")
  private EncoderConfig.Linear linear;

  @Option(
      names = "--precision",
      defaultValue = "fp32",
      description = "${COMPLETION-CANDIDATES} (default: fp32)")
  private Precision precision;

  @Option(
      names = "--pooling",
      defaultValue = "auto",
      description = "${COMPLETION-CANDIDATES} (default: auto)")
  private Pooling pooling;

  @Option(names = "--normalize", description = "embeddings of unit length")
  private boolean normalize;

  @Option(
      names = "--resolution",
      paramLabel = "PIXELS",
      description = "side of what the network is given (default: the model's own)")
  private Integer resolution;

  @Option(
      names = "--preprocessing",
      paramLabel = "JSON",
      description =
          "goes over the model's own preprocessing, in its terms, such as '{\"do_center_crop\":"
              + " false}'")
  private String preprocessing;

  EncoderConfig config() {
    return UnusableArgumentException.check(
        () ->
            new EncoderConfig(
                device, linear, precision, pooling, normalize, resolution, preprocessing));
  }
}
