package io.gleaner.pipeline.encoder;

import io.gleaner.pipeline.image.Preprocessing;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;

/**
 * A loaded network that turns pixels into embeddings. Thread-safe: many threads may call {@link
 * #embed} at once on the one model of a JVM.
 */
public interface Encoder extends AutoCloseable {
  /** Returns what the network expects of its pixels. */
  Preprocessing preprocessing();

  /** Returns what the network is, for people. */
  Summary summary();

  /**
   * What a network is.
   *
   * @param family {@code model_type}, timm's class, or {@code TorchScript}
   * @param shape layers, widths, patches in words
   * @param pooling how tokens become an embedding
   * @param compute what multiplies, and in what precision
   * @param parameters numbers of the checkpoint that the network reads
   * @param preprocessing where the preprocessing was read from, and by which rules
   */
  record Summary(
      String family,
      String shape,
      String pooling,
      String compute,
      OptionalLong parameters,
      List<String> preprocessing) {}

  /** Returns the components of an embedding. */
  int dimension();

  /**
   * Returns a hex digest of everything that decides the embedding of given bytes: weights,
   * architecture, pooling, preprocessing. It goes into stage fingerprints.
   */
  String digest();

  /**
   * Embeds a batch.
   *
   * @param pixels [images, 3, height, width] float32 from position 0 to the limit, direct and in
   *     native order; read only during the call
   * @param images rows of the batch, at least 1
   * @param threads of this process that may be at networks at once, those of other calls among
   *     them; never changes a result. A GPU is given whole batches by one thread
   * @return [images, dimension] row-major, as the network gives it: of any length, perhaps with NaN
   */
  float[] embed(ByteBuffer pixels, int images, int threads);

  /** The same in this thread alone. */
  default float[] embed(ByteBuffer pixels, int images) {
    return embed(pixels, images, 1);
  }

  @Override
  void close();
}
