package io.gleaner.pipeline.encoder.architecture;

/**
 * Attention inside windows of a grid of tokens, every other layer with the windows shifted by half
 * (Liu et al. 2021). A grid that windows do not cover is padded with zeros.
 *
 * @param grid of the tokens
 * @param window side of a window
 * @param shift rows and columns by which the grid is rolled first, 0 for none
 * @param heads of equal width
 * @param joined layer of queries, keys and values
 * @param output layer of the result
 * @param bias added to the logits, [1, heads, places, places]
 * @param logitScale of cosine attention, [heads, 1, 1] (Liu et al. 2022), or null for the scaled
 *     product
 * @param masked what is added to the logits of places that only the roll made neighbours
 */
record WindowAttention(
    Grid grid,
    int window,
    int shift,
    int heads,
    Linear joined,
    Linear output,
    Prepared bias,
    Prepared logitScale,
    float masked)
    implements SelfAttention {
  @Override
  public Tensor of(Script script, Tensor x, int tokens) {
    int width = output.out();
    int height = padded(grid.height());
    int breadth = padded(grid.width());
    Tensor planes =
        script.let(
            "torch.reshape(%s, [-1, %s, %s, %s])",
            logitScale == null ? script.narrow(x) : script.wide(x),
            grid.height(),
            grid.width(),
            width);
    boolean pads = height != grid.height() || breadth != grid.width();
    if (pads) {
      planes =
          script.let(
              "torch.constant_pad_nd(%s, [0, 0, 0, %s, 0, %s], 0)",
              planes, breadth - grid.width(), height - grid.height());
    }
    planes = roll(script, planes, -shift);
    Tensor windows =
        script.let(
            "torch.reshape(torch.permute(torch.reshape(%s, [-1, %s, %5$s, %s, %5$s, %4$s]), [0, 1, 3, 2, 4, 5]), [-1, %6$s, %4$s])",
            planes, height / window, breadth / window, width, window, window * window);
    Tensor mixed = attend(script, windows, height / window * (breadth / window));
    Tensor back =
        script.let(
            "torch.reshape(torch.permute(torch.reshape(%s, [-1, %s, %s, %5$s, %5$s, %4$s]), [0, 1, 3, 2, 4, 5]), [-1, %6$s, %7$s, %4$s])",
            mixed, height / window, breadth / window, width, window, height, breadth);
    back = roll(script, back, shift);
    if (pads) {
      back =
          script.let(
              "torch.slice(torch.slice(%s, 1, 0, %s), 2, 0, %s)",
              back, grid.height(), grid.width());
    }
    return script.let("torch.reshape(%s, [-1, %s, %s])", back, tokens, width);
  }

  private Tensor roll(Script script, Tensor planes, int by) {
    return by == 0 ? planes : script.let("torch.roll(%s, [%s, %s], [1, 2])", planes, by, by);
  }

  private Tensor attend(Script script, Tensor windows, int windowsAnImage) {
    int places = window * window;
    int width = output.out();
    Tensor all =
        script.let(
            "torch.permute(torch.reshape(%s, [-1, %s, 3, %s, %s]), [2, 0, 3, 1, 4])",
            logitScale == null
                ? script.linear(windows, joined)
                : script.wideLinear(windows, joined),
            places,
            heads,
            width / heads);
    Tensor q = script.let("torch.select(%s, 0, 0)", all);
    Tensor k = script.let("torch.select(%s, 0, 1)", all);
    Tensor v = script.let("torch.select(%s, 0, 2)", all);
    String scale = "annotate(Optional[float], None)";
    if (logitScale != null) {
      // Cosines are multiplied by up to 100 here: float32 up to the logits, whatever else is in.
      Prepared factors =
          Prepared.of("torch.exp(torch.clamp_max(%s, 4.605170185988092))", logitScale);
      q = script.let("torch.mul(%s, %s)", unit(script, q), script.weight(factors));
      k = unit(script, k);
      scale = "1.";
    }
    Tensor mixed =
        script.let(
            "torch.scaled_dot_product_attention(%s, %s, %s, %s, 0., False, scale=%s)",
            q, k, v, mask(script, windows, windowsAnImage), scale);
    Tensor joinedHeads =
        script.let("torch.reshape(torch.transpose(%s, 1, 2), [-1, %s, %s])", mixed, places, width);
    return script.linear(joinedHeads, output);
  }

  private static Tensor unit(Script script, Tensor x) {
    return script.let(
        "torch.div(%1$s, torch.clamp_min(torch.linalg_vector_norm(%1$s, 2, [-1], True), 1e-12))",
        script.wide(x));
  }

  private Tensor mask(Script script, Tensor windows, int windowsAnImage) {
    Prepared logits =
        shift == 0
            ? bias
            : Prepared.of(
                "torch.add(%s, torch.unsqueeze(%s, 1))", bias, ShiftMask.of(grid(), this));
    Tensor mask = logitScale == null ? script.narrowWeight(logits) : script.weight(logits);
    if (shift == 0) {
      return mask;
    }
    return script.let(
        "torch.reshape(torch.expand(torch.unsqueeze(%1$s, 0), [torch.floordiv(torch.size(%2$s, 0), %3$s), -1, -1, -1, -1]), [-1, %4$s, %5$s, %5$s])",
        mask, windows, windowsAnImage, heads, window * window);
  }

  /** Returns a side of the grid, padded to whole windows. */
  int padded(int side) {
    return (side + window - 1) / window * window;
  }
}
