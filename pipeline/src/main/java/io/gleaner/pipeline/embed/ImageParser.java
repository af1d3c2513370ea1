package io.gleaner.pipeline.embed;

import io.gleaner.dedup.hash.PerceptualHash;
import io.gleaner.pipeline.encoder.Encoder;
import io.gleaner.pipeline.image.DecodedImage;
import io.gleaner.pipeline.image.GreyThumbnail;
import io.gleaner.pipeline.image.ImageDecoder;
import io.gleaner.pipeline.image.Preprocessing;
import io.gleaner.pipeline.image.Preprocessor;
import io.gleaner.pipeline.image.RejectedImageException;
import io.gleaner.pipeline.source.ImageId;
import io.gleaner.pipeline.source.RawImage;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Everything that is done to one image before a network sees it: decode, check, hash, preprocess.
 * Thread-safe. Memory: the decoded image, 3 bytes a pixel, while it works.
 */
final class ImageParser {
  /**
   * An image that is ready for the encoders.
   *
   * @param record all but the embeddings
   * @param pixels for each encoder, [3, height, width] as it expects them
   */
  record Parsed(ImageRecord record, float[][] pixels) {}

  private final ImageDecoder decoder;
  private final List<Preprocessor> preprocessors;

  /** What images need before these encoders, decoded as is configured. */
  static ImageParser of(EmbedConfig config, List<Encoder> encoders) {
    List<Preprocessing> wanted = encoders.stream().map(Encoder::preprocessing).toList();
    return new ImageParser(
        switch (config.decodedSize()) {
          case EXACT -> ImageDecoder.of(config.decoder(), config.limits());
          case SCALED -> ImageDecoder.of(config.decoder(), config.limits(), wanted);
        },
        wanted.stream().map(Preprocessor::new).toList());
  }

  /**
   * @param preprocessors one for each encoder
   */
  ImageParser(ImageDecoder decoder, List<Preprocessor> preprocessors) {
    this.decoder = decoder;
    this.preprocessors = List.copyOf(preprocessors);
  }

  Parsed parse(String source, RawImage raw) throws RejectedImageException {
    if (raw.rejection() != null) {
      throw raw.rejection();
    }
    return decoder.decode(raw.bytes(), decoded -> parsed(source, raw, decoded));
  }

  private Parsed parsed(String source, RawImage raw, DecodedImage decoded) {
    float[][] pixels = new float[preprocessors.size()][];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = preprocessors.get(i).apply(decoded.image());
    }
    Long phash = null;
    byte[] grey = GreyThumbnail.of(decoded.image());
    var hash = PerceptualHash.of(grey);
    if (hash.isPresent()) {
      phash = hash.getAsLong();
    }
    ImageRecord record =
        new ImageRecord(
            ImageId.of(source, raw.uri()),
            raw.uri(),
            raw.key(),
            source,
            HexFormat.of().formatHex(sha256(raw.bytes())),
            phash,
            decoded.image().isConstant(),
            decoded.width(),
            decoded.height(),
            decoded.format(),
            raw.bytes().length,
            raw.place(),
            raw.carried(),
            null,
            null);
    return new Parsed(record, pixels);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
