package io.gleaner.pipeline.embed;

import io.gleaner.pipeline.encoder.EncoderConfig;
import io.gleaner.pipeline.image.DecodedSize;
import io.gleaner.pipeline.image.DecoderChoice;
import io.gleaner.pipeline.image.ImageLimits;
import io.gleaner.pipeline.storage.Location;
import java.io.Serializable;
import java.util.List;

/**
 * How images are embedded.
 *
 * @param encoder the model that clustering and retrieval use: a checkpoint folder or a TorchScript
 *     file; null where nothing is embedded
 * @param copyEncoder the model that deduplication uses, or null where {@code encoder} serves both
 * @param runtime how {@code encoder} runs, and what it gives
 * @param batch images of one call of the network, at least 1
 * @param decoder what decodes JPEG, PNG and WebP
 * @param decodedSize at what size large JPEGs are decoded
 * @param limits what is refused before decoding
 * @param carried fields that go through to the manifest
 * @param copyPreprocessing what goes over {@code copyEncoder}'s own preprocessing, or null
 */
public record EmbedConfig(
    String encoder,
    String copyEncoder,
    EncoderConfig runtime,
    int batch,
    DecoderChoice decoder,
    DecodedSize decodedSize,
    ImageLimits limits,
    List<String> carried,
    String copyPreprocessing)
    implements Serializable {
  public EmbedConfig {
    if (batch < 1) {
      throw new IllegalArgumentException("batch is " + batch + ", must be at least 1");
    }
    encoder = encoder == null ? null : absolute(encoder);
    copyEncoder = copyEncoder == null ? null : absolute(copyEncoder);
    carried = List.copyOf(carried);
  }

  /** Workers have working directories of their own. */
  private static String absolute(String path) {
    return Location.of(path).absolute().toString();
  }

  /** Returns how the copy-detection model runs: it gives what its authors have it give. */
  public EncoderConfig copyRuntime() {
    return runtime.withoutChoices().withPreprocessing(copyPreprocessing);
  }

  public EmbedConfig withRuntime(EncoderConfig runtime) {
    return new EmbedConfig(
        encoder,
        copyEncoder,
        runtime,
        batch,
        decoder,
        decodedSize,
        limits,
        carried,
        copyPreprocessing);
  }

  public EmbedConfig withDecoder(DecoderChoice decoder) {
    return new EmbedConfig(
        encoder,
        copyEncoder,
        runtime,
        batch,
        decoder,
        decodedSize,
        limits,
        carried,
        copyPreprocessing);
  }
}
