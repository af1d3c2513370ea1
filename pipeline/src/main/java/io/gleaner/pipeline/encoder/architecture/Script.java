package io.gleaner.pipeline.encoder.architecture;

import io.gleaner.pipeline.encoder.architecture.Architecture.Weight;
import io.gleaner.pipeline.encoder.architecture.Compute.Product;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a network's text while its parts are called in turn, and notes which weights they read. A
 * part is called with tensors and returns tensors; each call adds lines to {@code forward}. Layers
 * are written out one after the other: text is cheap, and every shape but the number of images is
 * then a constant.
 */
final class Script {
  private static final String NONE = "annotate(Optional[Tensor], None)";
  private static final String REORDERED =
      "ops.mkldnn._reorder_linear_weight(%s, annotate(Optional[int], None))";

  private final Compute compute;
  private final StringBuilder forward = new StringBuilder();
  private final List<Weight> weights = new ArrayList<>();
  private final Map<String, String> preparations = new LinkedHashMap<>();
  private final Map<Layout, String> places = new HashMap<>();
  private int values;
  private int widest;
  private long floatsPerImage;

  /** A weight as one part of the text reads it; parts that read it alike share it. */
  private record Layout(Prepared prepared, Precision precision, String format) {}

  Script(Compute compute) {
    this.compute = compute;
  }

  /** Returns the input, [images, 3, height, width]. */
  Tensor pixels() {
    return new Tensor("pixels", false);
  }

  /**
   * Adds a line for an expression.
   *
   * @param format with a {@code %s} for each operand; the result is narrow where all tensors among
   *     the operands are, as torch promotes types
   */
  Tensor let(String format, Object... operands) {
    boolean narrow =
        Arrays.stream(operands)
            .filter(Tensor.class::isInstance)
            .allMatch(tensor -> ((Tensor) tensor).narrow());
    return let(narrow, format, operands);
  }

  private Tensor let(boolean narrow, String format, Object... operands) {
    String name = "v" + values++;
    forward.append("    ").append(name).append(" = ");
    forward.append(format.formatted(operands)).append('\n');
    return new Tensor(name, narrow);
  }

  /** Returns a tensor in the type of products. */
  Tensor narrow(Tensor x) {
    return x.narrow() || compute.precision() == Precision.FP32
        ? x
        : to(x, compute.precision(), true);
  }

  /** Returns a tensor in float32. */
  Tensor wide(Tensor x) {
    return x.narrow() ? to(x, Precision.FP32, false) : x;
  }

  private Tensor to(Tensor x, Precision precision, boolean narrow) {
    return let(narrow, "torch.to(%s, %s)", x, precision.code());
  }

  /** Returns a weight in float32. */
  Tensor weight(Prepared prepared) {
    return new Tensor(stored(prepared, Precision.FP32, "%s"), false);
  }

  /** Returns a weight in the type of products. */
  Tensor narrowWeight(Prepared prepared) {
    return new Tensor(
        stored(prepared, compute.precision(), "%s"), compute.precision() != Precision.FP32);
  }

  /**
   * A linear layer over the last dimension, and what follows it.
   *
   * @param x [..., in]
   * @return [..., out] in the type of products
   */
  Tensor linear(Tensor x, Linear layer, Activation then) {
    return linear(narrow(x), layer, then, compute.precision());
  }

  Tensor linear(Tensor x, Linear layer) {
    return linear(x, layer, Activation.NONE);
  }

  /** The same in float32, for products whose rounding would be magnified. */
  Tensor wideLinear(Tensor x, Linear layer) {
    return linear(wide(x), layer, Activation.NONE, Precision.FP32);
  }

  private Tensor linear(Tensor x, Linear layer, Activation then, Precision precision) {
    widest = Math.max(widest, layer.out());
    boolean narrow = precision != Precision.FP32;
    boolean torch = compute.product() == Product.TORCH;
    String weight = stored(layer.weight(), precision, torch ? "%s" : REORDERED);
    String bias = layer.bias() == null ? NONE : stored(layer.bias(), precision, "%s");
    if (torch) {
      return activate(let(narrow, "torch.linear(%s, %s, %s)", x, weight, bias), then);
    }
    String[] fused = then.fused().orElseGet(() -> Activation.NONE.fused().orElseThrow());
    Tensor y =
        let(
            narrow,
            "ops.mkldnn._linear_pointwise(%s, %s, %s, \"%s\", annotate(List[Optional[number]], []),"
                + " \"%s\")",
            x,
            weight,
            bias,
            fused[0],
            fused[1]);
    return then.fused().isPresent() ? y : activate(y, then);
  }

  Tensor activate(Tensor x, Activation activation) {
    return activation == Activation.NONE ? x : let(activation.format(), x);
  }

  /** A layer norm over the last dimension, in float32: {@code NAME.weight}, {@code NAME.bias}. */
  Tensor norm(Tensor x, Norm norm) {
    return let(
        "torch.layer_norm(%s, [%s], %s, %s, %s)",
        wide(x),
        norm.width(),
        weight(Prepared.stored(norm.name() + ".weight", norm.width())),
        weight(Prepared.stored(norm.name() + ".bias", norm.width())),
        norm.epsilon());
  }

  /** Notes a tensor of so many floats an image between two layers. */
  void holds(long floats) {
    floatsPerImage = Math.max(floatsPerImage, floats);
  }

  /**
   * Ends the text: {@code forward} returns {@code embedding} [images, dimension].
   *
   * @param shape of the network in words
   */
  Architecture returning(Tensor embedding, Pooling pooling, String shape) {
    StringBuilder source = new StringBuilder();
    source.append(
        """
        class Network(Module):
          __parameters__ = []
          __buffers__ = []
          training : bool
          weights : List[Tensor]
        """);
    preparations.forEach(
        (expression, method) ->
            source.append(
                """
                  def %s(self: __torch__.Network, s: List[Tensor]) -> Tensor:
                    weights = self.weights
                    _0 = torch.append(weights, %s)
                    return torch.zeros([1])
                """
                    .formatted(method, expression)));
    source.append(
        """
          def forward(self: __torch__.Network, pixels: Tensor) -> Tensor:
            weights = self.weights
        %s    return %s
        """
            .formatted(forward, wide(embedding)));
    return new Architecture(source.toString(), weights, pooling, shape, widest, floatsPerImage);
  }

  /** Has a tensor prepared and returns the expression that reads it. */
  private String stored(Prepared prepared, Precision precision, String format) {
    return places.computeIfAbsent(new Layout(prepared, precision, format), this::prepare);
  }

  private String prepare(Layout layout) {
    List<Prepared> sources = new ArrayList<>();
    String expression = expression(layout.prepared(), sources);
    String copy =
        "torch.to(torch.contiguous(%s), %d, False, True)"
            .formatted(expression, layout.precision().code());
    String method =
        preparations.computeIfAbsent(
            layout.format().formatted(copy), text -> "prepare" + preparations.size());
    weights.add(new Weight(method, sources));
    return "weights[%d]".formatted(weights.size() - 1);
  }

  private static String expression(Prepared prepared, List<Prepared> sources) {
    if (prepared instanceof Prepared.Operation operation) {
      return operation
          .format()
          .formatted(
              operation.operands().stream().map(each -> expression(each, sources)).toArray());
    }
    sources.add(prepared);
    return "torch.to(s[%d], 6)".formatted(sources.size() - 1);
  }
}
