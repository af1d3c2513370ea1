package io.gleaner.pipeline.encoder.architecture;

/**
 * A learned query attends to all tokens, and a feed-forward with a residual connection follows
 * (Zhai et al. 2023, SigLIP's head). The query does not depend on the image, so its layer is
 * applied once.
 *
 * @param probe the learned query, [1, 1, width]
 * @param attention of that query to the tokens
 * @param norm of the feed-forward
 */
record AttentionPooling(Prepared probe, Attention attention, Norm norm, FeedForward feedForward) {
  Tensor of(Script script, Tensor tokens) {
    int heads = attention.heads();
    int width = attention.value().out();
    Linear query = attention.query();
    Tensor q =
        script.narrowWeight(
            Prepared.of(
                "torch.transpose(torch.reshape(torch.linear(%%s, %%s, %%s), [1, 1, %d, %d]), 1, 2)"
                    .formatted(heads, width / heads),
                probe,
                query.weight(),
                query.bias()));
    Tensor joined =
        script.let(
            "torch.permute(torch.reshape(%1$s, [torch.size(%1$s, 0), torch.size(%1$s, 1), 2, %2$s,"
                + " %3$s]), [2, 0, 3, 1, 4])",
            script.linear(tokens, Linear.joined(attention.key(), attention.value())),
            heads,
            width / heads);
    Tensor k = script.let("torch.select(%s, 0, 0)", joined);
    Tensor v = script.let("torch.select(%s, 0, 1)", joined);
    Tensor mixed =
        script.let(
            "torch.scaled_dot_product_attention(torch.expand(%1$s, [torch.size(%2$s, 0), -1, -1,"
                + " -1]), %2$s, %3$s)",
            q, k, v);
    Tensor x =
        script.linear(
            script.let("torch.reshape(torch.transpose(%s, 1, 2), [-1, %s])", mixed, width),
            attention.output());
    Tensor y = feedForward.of(script, script.norm(x, norm));
    return script.let("torch.add(%s, %s)", script.wide(x), y);
  }
}
