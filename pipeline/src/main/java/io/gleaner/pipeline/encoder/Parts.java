package io.gleaner.pipeline.encoder;

/**
 * The parts that networks are made of, as methods of TorchScript text. Each reads its weights from
 * the dictionary by name, so that the same text serves every layer.
 */
final class Parts {
  private Parts() {}

  /** Opens the class; {@code put} takes the weights over, once, as float32 copies. */
  static final String CLASS =
      """
      class Network(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        weights : Dict[str, Tensor]
        def put(self: __torch__.Network, name: str, weight: Tensor) -> Tensor:
          weights = self.weights
          weights[name] = torch.to(weight, 6, False, True)
          return torch.zeros([1])
      """;

  /** A linear layer by libtorch's own choice of a matrix product. */
  static final String LINEAR =
      """
        def linear(self: __torch__.Network, x: Tensor, at: str) -> Tensor:
          weights = self.weights
          return torch.linear(x, weights[at + ".weight"], weights[at + ".bias"])
      """;

  /** The same through oneDNN, float32 on a CPU. */
  static final String LINEAR_ONEDNN =
      """
        def linear(self: __torch__.Network, x: Tensor, at: str) -> Tensor:
          weights = self.weights
          return ops.mkldnn._linear_pointwise(x, weights[at + ".weight"], weights[at + ".bias"], "none", annotate(List[Optional[number]], []), "none")
      """;

  /**
   * A norm over the last dimension.
   *
   * @param width of that dimension
   */
  static String layerNorm(int width, double epsilon) {
    return """
        def norm(self: __torch__.Network, x: Tensor, at: str) -> Tensor:
          weights = self.weights
          return torch.layer_norm(x, [%d], weights[at + ".weight"], weights[at + ".bias"], %s)
      """
        .formatted(width, epsilon);
  }

  /** Multi-head self-attention of [images, tokens, width]. */
  static String attention(int width, int heads) {
    return """
        def heads(self: __torch__.Network, x: Tensor) -> Tensor:
          y = torch.reshape(x, [torch.size(x, 0), torch.size(x, 1), %2$d, %3$d])
          return torch.transpose(y, 1, 2)
        def attention(self: __torch__.Network, x: Tensor, at: str) -> Tensor:
          q = (self).heads((self).linear(x, at + ".query"))
          k = (self).heads((self).linear(x, at + ".key"))
          v = (self).heads((self).linear(x, at + ".value"))
          y = torch.transpose(torch.scaled_dot_product_attention(q, k, v), 1, 2)
          z = torch.reshape(y, [torch.size(x, 0), torch.size(x, 1), %1$d])
          return (self).linear(z, at + ".output")
      """
        .formatted(width, heads, width / heads);
  }

  /**
   * Two linear layers with an activation between.
   *
   * @param activation text of the activated {@code y}
   */
  static String mlp(String activation) {
    return """
        def feed(self: __torch__.Network, x: Tensor, at: str) -> Tensor:
          y = (self).linear(x, at + ".fc1")
          return (self).linear(%s, at + ".fc2")
      """
        .formatted(activation);
  }

  /** The gated form: one layer gives both halves, SiLU of the first gates the second. */
  static final String SWIGLU =
      """
        def feed(self: __torch__.Network, x: Tensor, at: str) -> Tensor:
          y = (self).linear(x, at + ".fc1")
          half = torch.size(y, 2) // 2
          gate = torch.slice(y, 2, 0, half)
          value = torch.slice(y, 2, half, 2 * half)
          return (self).linear(torch.mul(torch.silu(gate), value), at + ".fc2")
      """;

  /** A pre-norm block; with layer scale each branch is multiplied by its own weights first. */
  static String block(boolean layerScale) {
    String scaled = layerScale ? "torch.mul(%s, weights[at + \".%s\"])" : "%1$s";
    return """
        def block(self: __torch__.Network, x: Tensor, at: str) -> Tensor:
          weights = self.weights
          a = (self).attention((self).norm(x, at + ".norm1"), at + ".attention")
          y = torch.add(x, %s)
          f = (self).feed((self).norm(y, at + ".norm2"), at + ".mlp")
          return torch.add(y, %s)
      """
        .formatted(scaled.formatted("a", "scale1"), scaled.formatted("f", "scale2"));
  }

  /**
   * Patches as tokens behind a class token, with learned positions. Positions of another grid than
   * the checkpoint's are resampled bicubically, as the families' authors do.
   *
   * @param stored grid side of the checkpoint's positions
   */
  static String embeddings(int width, int patch, int stored, int gridHeight, int gridWidth) {
    String positions =
        stored == gridHeight && stored == gridWidth
            ? "    return weights[\"position\"]\n"
            : """
                  every = weights["position"]
                  grid = torch.reshape(torch.slice(every, 1, 1, 9223372036854775807), [1, %1$d, %1$d, %2$d])
                  plane = torch.permute(grid, [0, 3, 1, 2])
                  other = torch.upsample_bicubic2d(plane, [%3$d, %4$d], False, annotate(Optional[List[float]], None))
                  tokens = torch.reshape(torch.permute(other, [0, 2, 3, 1]), [1, %5$d, %2$d])
                  return torch.cat([torch.slice(every, 1, 0, 1), tokens], 1)
              """
                .formatted(stored, width, gridHeight, gridWidth, gridHeight * gridWidth);
    return """
        def positions(self: __torch__.Network) -> Tensor:
          weights = self.weights
      """
        + positions
        + """
        def embed(self: __torch__.Network, pixels: Tensor) -> Tensor:
          weights = self.weights
          planes = torch.conv2d(pixels, weights["patch.weight"], weights["patch.bias"], [%1$d, %1$d])
          tokens = torch.transpose(torch.flatten(planes, 2), 1, 2)
          first = torch.expand(weights["class"], [torch.size(tokens, 0), 1, %2$d])
          return torch.add(torch.cat([first, tokens], 1), (self).positions())
      """
            .formatted(patch, width);
  }

  /** All blocks in turn, the last norm, and the class token of it. */
  static String classToken(int layers) {
    return """
        def forward(self: __torch__.Network, pixels: Tensor) -> Tensor:
          x = (self).embed(pixels)
          for i in range(%d):
            x = (self).block(x, torch.format("blocks.{}", i))
          return torch.select((self).norm(x, "norm"), 1, 0)
      """
        .formatted(layers);
  }
}
