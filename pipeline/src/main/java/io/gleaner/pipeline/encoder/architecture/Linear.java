package io.gleaner.pipeline.encoder.architecture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The weights of a linear layer.
 *
 * @param weight [out, in]
 * @param bias [out], or null
 * @param out components of a result
 */
record Linear(Prepared weight, Prepared bias, int out) {
  /** {@code NAME.weight} and {@code NAME.bias}. */
  static Linear stored(String name, int in, int out) {
    return new Linear(
        Prepared.stored(name + ".weight", out, in), Prepared.stored(name + ".bias", out), out);
  }

  /** {@code NAME.weight} alone. */
  static Linear unbiased(String name, int in, int out) {
    return new Linear(Prepared.stored(name + ".weight", out, in), null, out);
  }

  /** With a bias or without. */
  static Linear stored(String name, int in, int out, boolean biased) {
    return biased ? stored(name, in, out) : unbiased(name, in, out);
  }

  /** Several layers over one input as one; where only some have a bias, the others' are zero. */
  static Linear joined(Linear... layers) {
    boolean biased = Arrays.stream(layers).anyMatch(layer -> layer.bias != null);
    List<Prepared> weights = new ArrayList<>();
    List<Prepared> biases = new ArrayList<>();
    int out = 0;
    for (Linear layer : layers) {
      weights.add(layer.weight);
      biases.add(
          layer.bias == null ? Prepared.computed(new float[layer.out], layer.out) : layer.bias);
      out += layer.out;
    }
    return new Linear(Prepared.joined(0, weights), biased ? Prepared.joined(0, biases) : null, out);
  }

  /** The layer of outputs {@code from} to {@code to} alone. */
  Linear rows(int from, int to) {
    return new Linear(weight.rows(from, to), bias == null ? null : bias.rows(from, to), to - from);
  }

  /** The layer with each output times its own factor, such as a layer scale [out]. */
  Linear scaled(Prepared factors) {
    return new Linear(
        Prepared.of("torch.mul(%s, torch.unsqueeze(%s, 1))", weight, factors),
        bias == null ? null : Prepared.of("torch.mul(%s, %s)", bias, factors),
        out);
  }

  /**
   * The layer with the outputs of each head in the order 0, 2, 4, ..., 1, 3, 5, ...: rotary
   * positions that turn neighbouring pairs become such that turn halves.
   */
  Linear halvesFromPairs(int heads) {
    int pairs = out / heads / 2;
    Prepared rows =
        Prepared.of(
            String.format(
                Locale.ROOT,
                "torch.flatten(torch.transpose(torch.reshape(%%s, [%d, %d, 2, -1]), 1, 2), 0, 2)",
                heads,
                pairs),
            weight);
    Prepared single =
        bias == null
            ? null
            : Prepared.of(
                String.format(
                    Locale.ROOT,
                    "torch.flatten(torch.transpose(torch.reshape(%%s, [%d, %d, 2]), 1, 2))",
                    heads,
                    pairs),
                bias);
    return new Linear(rows, single, out);
  }
}
