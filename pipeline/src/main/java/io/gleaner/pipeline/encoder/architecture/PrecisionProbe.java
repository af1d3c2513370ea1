package io.gleaner.pipeline.encoder.architecture;

import java.util.Locale;

/** A network that tells whether this CPU multiplies in a precision: one number, 0 or 1. */
public final class PrecisionProbe {
  private PrecisionProbe() {}

  /** Returns the network for a precision below float32. */
  public static Architecture of(Precision precision) {
    Script script = new Script(new Compute(Compute.Product.TORCH, Precision.FP32));
    Tensor supported =
        script.let(
            "torch.mul(torch.ones([1, 1]), int(ops.mkldnn._is_mkldnn_%s_supported()))",
            precision.name().toLowerCase(Locale.ROOT));
    return script.returning(supported, Pooling.AUTO, "one number");
  }
}
