package io.gleaner.pipeline.encoder;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.gleaner.pipeline.encoder.EncoderConfig.Linear;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The text of a linear layer: on a CPU, MKL or oneDNN, whichever is faster here; on a GPU
 * libtorch's own. Where MKL does not know the processor, oneDNN is about 1.8 times as fast.
 */
final class LinearLayers {
  private static final Logger LOG = LoggerFactory.getLogger(LinearLayers.class);
  private static final int ROWS = 512;
  private static final int WIDTH = 384;
  private static final int ROUNDS = 5;

  /** How much faster oneDNN has to be: a timing on a busy machine does not tell smaller shares. */
  private static final double CLEARLY = 1.2;

  private static Linear chosen;

  private LinearLayers() {}

  static String text(Linear linear, Device device) {
    if (device.isGpu()) {
      return Parts.LINEAR;
    }
    return switch (linear) {
      case MKL -> Parts.LINEAR;
      case ONEDNN -> Parts.LINEAR_ONEDNN;
      case AUTO -> text(faster(), device);
    };
  }

  /** Returns the implementation to use on this machine's CPU, by a timing in each JVM. */
  static synchronized Linear faster() {
    if (chosen == null) {
      double mkl = seconds(Parts.LINEAR);
      double onednn = seconds(Parts.LINEAR_ONEDNN);
      chosen = onednn * CLEARLY < mkl ? Linear.ONEDNN : Linear.MKL;
      LOG.info(
          "linear layers by {}: oneDNN takes {} times as long as MKL here",
          chosen,
          String.format("%.2f", onednn / mkl));
    }
    return chosen;
  }

  /**
   * Returns the best of some rounds, or infinity where this build of libtorch lacks the operator.
   */
  private static double seconds(String linear) {
    String source =
        Parts.CLASS
            + linear
            + """
              def forward(self: __torch__.Network, pixels: Tensor) -> Tensor:
                return (self).linear(pixels, "layer")
            """;
    ByteBuffer zeros =
        ByteBuffer.allocateDirect(4 * WIDTH * WIDTH * 4).order(ByteOrder.nativeOrder());
    try (Network network =
        Network.load(new ByteArrayInputStream(ScriptArchive.pack(source)), Device.cpu())) {
      network.put("layer.weight", zeros, DataType.FLOAT32, new Shape(4 * WIDTH, WIDTH));
      network.put(
          "layer.bias",
          zeros.duplicate().order(ByteOrder.nativeOrder()).limit(16 * WIDTH),
          DataType.FLOAT32,
          new Shape(4 * WIDTH));
      ByteBuffer rows = ByteBuffer.allocateDirect(4 * ROWS * WIDTH).order(ByteOrder.nativeOrder());
      double best = Double.POSITIVE_INFINITY;
      for (int round = 0; round < ROUNDS; round++) {
        long start = System.nanoTime();
        network.forward(rows, new Shape(1, ROWS, WIDTH), null);
        best = Math.min(best, (System.nanoTime() - start) / 1e9);
      }
      return best;
    } catch (IOException | RuntimeException e) {
      LOG.debug("a linear layer is not available", e);
      return Double.POSITIVE_INFINITY;
    }
  }
}
