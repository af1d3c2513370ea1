package io.gleaner.pipeline.encoder.architecture;

/**
 * How products are computed: what the text of a linear layer depends on besides the network.
 *
 * @param product which operator multiplies by weights
 * @param precision what it multiplies in
 */
public record Compute(Product product, Precision precision) {
  /** The operators of a linear layer. */
  public enum Product {
    /** {@code torch.linear}: libtorch's own choice, MKL in float32 on a CPU. */
    TORCH,
    /** oneDNN by name, its weights laid out once for it, the activation in the same pass. CPU. */
    ONEDNN
  }
}
