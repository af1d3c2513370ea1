package io.gleaner.pipeline.run;

import io.gleaner.pipeline.embed.EmbedConfig;
import io.gleaner.pipeline.encoder.EncoderConfig;
import io.gleaner.pipeline.encoder.Encoders;
import io.gleaner.pipeline.encoder.LocalModel;
import io.gleaner.pipeline.image.DecodedSize;
import io.gleaner.pipeline.image.DecoderChoice;
import io.gleaner.pipeline.image.UnavailableDecoderException;
import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What a recipe leaves to the machine, as it was when the run's first images were embedded: a run
 * that is continued elsewhere keeps to it, so that all its vectors agree.
 */
final class BegunChoices {
  /** Holds the implementation of linear layers that {@code auto} meant. */
  private static final String LINEAR = "linear";

  /** Holds what decoded the images, where the recipe leaves it to the machine. */
  private static final String DECODER = "decoder";

  private final Location kept;
  private final Location images;
  private final EmbedConfig config;

  BegunChoices(RunDirectory directory, EmbedConfig config) {
    this.kept = directory.marks();
    this.images = directory.images();
    this.config = config;
  }

  /** Forgets how networks ran: no image is there that others must agree with. */
  void forgetLinear() throws IOException {
    kept.resolve(LINEAR).delete();
  }

  /** Keeps how the networks run, where the recipe leaves it to the machine. */
  void keepLinear() throws IOException {
    Location file = kept.resolve(LINEAR);
    if (config.runtime().linear() == EncoderConfig.Linear.AUTO && !file.exists()) {
      file.writeText(runtime().linear().name());
    }
  }

  /** Returns how the networks run: as they began to, or as this machine would have them. */
  EncoderConfig runtime() throws IOException {
    if (config.encoder() == null || config.runtime().linear() != EncoderConfig.Linear.AUTO) {
      return config.runtime();
    }
    Location file = kept.resolve(LINEAR);
    if (file.exists()) {
      return config.runtime().withLinear(EncoderConfig.Linear.valueOf(file.readText()));
    }
    EncoderConfig settled =
        Encoders.settled(LocalModel.of(Location.of(config.encoder())), config.runtime());
    if (settled.linear() == EncoderConfig.Linear.AUTO && config.copyEncoder() != null) {
      settled =
          Encoders.settled(LocalModel.of(Location.of(config.copyEncoder())), config.runtime());
    }
    return settled;
  }

  /** Returns what multiplies by weights, or {@code AUTO} where nothing is embedded yet. */
  EncoderConfig.Linear linear() throws IOException {
    Location file = kept.resolve(LINEAR);
    return config.runtime().linear() == EncoderConfig.Linear.AUTO && file.exists()
        ? EncoderConfig.Linear.valueOf(file.readText())
        : config.runtime().linear();
  }

  /**
   * Returns what decodes: what the recipe names, else what decoded the run's first images.
   *
   * @throws UnavailableDecoderException where that cannot be used on this machine
   */
  DecoderChoice decoder() {
    DecoderChoice begun = begun();
    String unavailable = DecoderChoice.nativeFailure();
    if (begun == DecoderChoice.NATIVE && unavailable != null) {
      throw new UnavailableDecoderException(
          images
              + ": this run's images were decoded by the native decoder, which cannot be used here:"
              + " "
              + unavailable
              + ". Go on where it loads, or choose decoder: java, which decodes all of them again"
              + " and rejects lossy WebP");
    }
    DecoderChoice settled = (begun == null ? config.decoder() : begun).settled();
    if (settled == DecoderChoice.JAVA && config.decodedSize() == DecodedSize.SCALED) {
      throw new UnavailableDecoderException(
          "decode: scaled is done by the native decoder alone, and images are decoded by ImageIO"
              + (config.decoder() == DecoderChoice.JAVA || unavailable == null
                  ? ""
                  : ", because the native one cannot be used: " + unavailable)
              + ". Choose decode: exact");
    }
    return settled;
  }

  void keep(DecoderChoice decoder) throws IOException {
    kept.resolve(DECODER).writeText(decoder.name());
  }

  /** Returns what decoded the images that are there, or null where that does not decide. */
  private DecoderChoice begun() {
    Location file = kept.resolve(DECODER);
    try {
      return config.decoder() == DecoderChoice.AUTO
              && file.exists()
              && !RunDirectory.tables(images).isEmpty()
          ? DecoderChoice.valueOf(file.readText())
          : null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
