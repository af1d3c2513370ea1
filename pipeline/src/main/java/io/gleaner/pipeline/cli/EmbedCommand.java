package io.gleaner.pipeline.cli;

import io.gleaner.pipeline.embed.EmbedConfig;
import io.gleaner.pipeline.image.DecodedSize;
import io.gleaner.pipeline.image.DecoderChoice;
import io.gleaner.pipeline.image.ImageLimits;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.run.SingleStage;
import io.gleaner.pipeline.source.CarriedField;
import io.gleaner.pipeline.source.ImageSource;
import io.gleaner.pipeline.storage.Location;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gleaner embed}. */
@Command(
    name = "embed",
    mixinStandardHelpOptions = true,
    description = "Embeds images into OUTPUT/images; what cannot be used goes to OUTPUT/rejected.")
final class EmbedCommand implements Callable<Integer> {
  @Option(
      names = "--images",
      required = true,
      arity = "1..*",
      paramLabel = "PATH",
      description = "folders, globs, .tar shards (also compressed), .parquet files")
  private List<String> images;

  @Option(
      names = "--encoder",
      required = true,
      paramLabel = "MODEL",
      description = "a checkpoint folder or a TorchScript file")
  private Location encoder;

  @Option(names = "--output", required = true, paramLabel = "DIR")
  private Location output;

  @Option(
      names = "--carry",
      split = ",",
      paramLabel = "FIELD",
      description = "sidecar fields or columns that become columns; FIELD or \"FIELD AS NAME\"")
  private List<String> carry = List.of();

  @Option(
      names = "--image-column",
      paramLabel = "NAME",
      description = "column of .parquet files that holds the images (default: the likeliest)")
  private String imageColumn;

  @Option(
      names = "--rejected-share",
      defaultValue = "0.5",
      description = "most of the inputs that may be rejected, 0 to 1 (default: 0.5)")
  private double rejectedShare;

  @Option(names = "--batch", defaultValue = "64", description = "images of one call (default: 64)")
  private int batch;

  @Option(
      names = "--decoder",
      defaultValue = "auto",
      description =
          "what decodes JPEG, PNG and WebP: ${COMPLETION-CANDIDATES} (default: auto, native where it"
              + " loads)")
  private DecoderChoice decoder;

  @Option(
      names = "--decode",
      defaultValue = "exact",
      description =
          "at what size large JPEGs are decoded: ${COMPLETION-CANDIDATES} (default: exact; scaled is"
              + " faster for large photographs and changes embeddings a little)")
  private DecodedSize decode;

  @Mixin private EncoderOptions encoding;

  @Mixin private ExecutionOptions options;

  @Override
  public Integer call() throws Exception {
    requireCarry();
    if (!(rejectedShare >= 0 && rejectedShare <= 1)) {
      throw new UnusableArgumentException(
          "--rejected-share is " + rejectedShare + ", must be 0 to 1");
    }
    ImageLimits limits = ImageLimits.DEFAULTS;
    List<String> columns = CarriedField.names(carry);
    EmbedConfig config =
        UnusableArgumentException.check(
            () ->
                new EmbedConfig(
                    encoder.toString(),
                    null,
                    encoding.config(),
                    batch,
                    decoder,
                    decode,
                    limits,
                    columns,
                    null));
    new SingleStage(output, options.execution())
        .embed(
            new ImageSource(RunDirectory.POOL, images, carry, imageColumn, limits.bytes()),
            config,
            rejectedShare);
    System.out.println(new RunDirectory(output).images());
    return 0;
  }

  private void requireCarry() {
    List<String> problems = CarriedField.problems(carry).stream().filter(Objects::nonNull).toList();
    if (!problems.isEmpty()) {
      throw new UnusableArgumentException("--carry: " + String.join("; ", problems));
    }
  }
}
