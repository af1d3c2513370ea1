package io.gleaner.pipeline.encoder.architecture;

/**
 * Multi-head self-attention (Vaswani et al. 2017).
 *
 * @param heads of equal width
 * @param query layer of the queries, likewise {@code key} and {@code value}
 * @param inner norm of the heads' joined results before {@code output}, or null (EVA-02)
 * @param output layer of the result
 * @param rotary positions that turn queries and keys, or null
 * @param bias added to the logits before the softmax, [1, heads, tokens, tokens], or null
 */
record Attention(
    int heads,
    Linear query,
    Linear key,
    Linear value,
    Norm inner,
    Linear output,
    Rotary rotary,
    Prepared bias)
    implements SelfAttention {

  /** Plain attention of layers that are stored apart. */
  static Attention of(int heads, Linear query, Linear key, Linear value, Linear output) {
    return new Attention(heads, query, key, value, null, output, null, null);
  }

  /** Plain attention whose three layers are stored as one, in the order query, key, value. */
  static Attention of(int heads, Linear joined, Linear output) {
    int width = joined.out() / 3;
    return of(
        heads,
        joined.rows(0, width),
        joined.rows(width, 2 * width),
        joined.rows(2 * width, 3 * width),
        output);
  }

  Attention withInner(Norm inner) {
    return new Attention(heads, query, key, value, inner, output, rotary, bias);
  }

  /** Multiplies the result by a layer scale [width] (Touvron et al. 2021), in its weights. */
  Attention scaled(String name) {
    Linear scaled = output.scaled(Prepared.stored(name, output.out()));
    return new Attention(heads, query, key, value, inner, scaled, rotary, bias);
  }

  /** Turns queries and keys; pairs that are neighbours become halves once, in the weights. */
  Attention withRotary(Rotary rotary) {
    return new Attention(
        heads,
        rotary.neighbours() ? query.halvesFromPairs(heads) : query,
        rotary.neighbours() ? key.halvesFromPairs(heads) : key,
        value,
        inner,
        output,
        rotary,
        bias);
  }

  Attention withBias(Prepared bias) {
    return new Attention(heads, query, key, value, inner, output, rotary, bias);
  }

  @Override
  public Tensor of(Script script, Tensor x, int tokens) {
    Tensor joined =
        script.let(
            "torch.permute(torch.reshape(%s, [-1, %s, 3, %s, %s]), [2, 0, 3, 1, 4])",
            script.linear(x, Linear.joined(query, key, value)), tokens, heads, query.out() / heads);
    Tensor q = script.let("torch.select(%s, 0, 0)", joined);
    Tensor k = script.let("torch.select(%s, 0, 1)", joined);
    Tensor v = script.let("torch.select(%s, 0, 2)", joined);
    return attend(script, q, k, v, tokens);
  }

  @Override
  public boolean allowsFirstAlone() {
    return rotary == null && bias == null;
  }

  @Override
  public Tensor ofFirst(Script script, Tensor x, int tokens) {
    Tensor first = script.let("torch.slice(%s, 1, 0, 1)", x);
    Tensor q = split(script, script.linear(first, query), 1);
    Tensor joined =
        script.let(
            "torch.permute(torch.reshape(%s, [-1, %s, 2, %s, %s]), [2, 0, 3, 1, 4])",
            script.linear(x, Linear.joined(key, value)), tokens, heads, key.out() / heads);
    Tensor k = script.let("torch.select(%s, 0, 0)", joined);
    Tensor v = script.let("torch.select(%s, 0, 1)", joined);
    return attend(script, q, k, v, 1);
  }

  private Tensor split(Script script, Tensor x, int tokens) {
    return script.let(
        "torch.transpose(torch.reshape(%s, [-1, %s, %s, %s]), 1, 2)",
        x, tokens, heads, query.out() / heads);
  }

  private Tensor attend(Script script, Tensor q, Tensor k, Tensor v, int tokens) {
    if (rotary != null) {
      q = rotary.turn(script, q);
      k = rotary.turn(script, k);
    }
    Tensor mixed =
        bias == null
            ? script.let("torch.scaled_dot_product_attention(%s, %s, %s)", q, k, v)
            : script.let(
                "torch.scaled_dot_product_attention(%s, %s, %s, %s)",
                q, k, v, script.narrowWeight(bias));
    Tensor joined =
        script.let(
            "torch.reshape(torch.transpose(%s, 1, 2), [-1, %s, %s])", mixed, tokens, value.out());
    return script.linear(inner == null ? joined : script.norm(joined, inner), output);
  }
}
