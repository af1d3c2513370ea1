package io.gleaner.pipeline.encoder.architecture;

import java.util.List;

/**
 * A network as text and names: what a checkpoint's configuration becomes before any weight is read.
 *
 * @param source TorchScript text of the class {@code Network}: {@code forward} of pixels [images,
 *     3, height, width] to embeddings [images, dimension], and the preparations of {@code weights}
 * @param weights in the order in which they are prepared, once, before {@code forward}
 * @param pooling that {@code forward} ends with
 * @param shape of the network in words
 * @param floatsPerImage of the largest tensor between two layers, which bounds how many images go
 *     through at once
 */
public record Architecture(
    String source, List<Weight> weights, Pooling pooling, String shape, long floatsPerImage) {
  /**
   * One tensor that {@code forward} reads.
   *
   * @param method of the text that makes it of {@code sources} and appends it to the network
   * @param sources what it is made of, in the method's order
   */
  public record Weight(String method, List<Prepared> sources) {}

  public Architecture {
    weights = List.copyOf(weights);
  }

  /** Returns how many numbers of the checkpoint the network reads. */
  public long parameters() {
    return weights.stream()
        .flatMap(weight -> weight.sources().stream())
        .filter(Prepared.Stored.class::isInstance)
        .map(Prepared.Stored.class::cast)
        .distinct()
        .mapToLong(stored -> stored.shape().stream().reduce(1L, Math::multiplyExact))
        .sum();
  }
}
