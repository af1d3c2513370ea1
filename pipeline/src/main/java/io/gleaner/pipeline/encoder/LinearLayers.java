package io.gleaner.pipeline.encoder;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import io.gleaner.pipeline.encoder.EncoderConfig.Linear;
import io.gleaner.pipeline.encoder.architecture.Compute;
import io.gleaner.pipeline.encoder.architecture.Compute.Product;
import io.gleaner.pipeline.encoder.architecture.FeedForwardProbe;
import io.gleaner.pipeline.encoder.architecture.Precision;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which implementation multiplies by weights: on a CPU MKL or oneDNN, whichever is faster here; on
 * a GPU libtorch's own. Where MKL does not know the processor, oneDNN is about 1.8 times as fast.
 */
final class LinearLayers {
  private static final Logger LOG = LoggerFactory.getLogger(LinearLayers.class);
  private static final int ROWS = 512;
  private static final int ROUNDS = 7;

  private static final Map<Precision, Linear> CHOSEN = new EnumMap<>(Precision.class);

  private LinearLayers() {}

  /** Returns how a network computes its products on a device. */
  static Compute compute(EncoderConfig config, Device device) {
    if (device.isGpu()) {
      return new Compute(Product.TORCH, config.precision());
    }
    Linear linear = config.linear() == Linear.AUTO ? faster(config.precision()) : config.linear();
    return new Compute(product(linear), config.precision());
  }

  private static Product product(Linear linear) {
    return linear == Linear.ONEDNN ? Product.ONEDNN : Product.TORCH;
  }

  /** Returns the implementation to use on this machine's CPU, by a timing in each JVM. */
  static synchronized Linear faster(Precision precision) {
    return CHOSEN.computeIfAbsent(
        precision,
        asked -> {
          double[] seconds = seconds(asked);
          Linear chosen = seconds[1] < seconds[0] ? Linear.ONEDNN : Linear.MKL;
          LOG.info(
              "linear layers in {} by {}: oneDNN takes {} times as long as libtorch's own choice here",
              asked,
              chosen,
              String.format("%.2f", seconds[1] / seconds[0]));
          return chosen;
        });
  }

  /**
   * Times both in turn, so that a busy moment hits them alike, and takes each one's best.
   *
   * @return MKL's and oneDNN's seconds; infinity where this build of libtorch lacks the operator
   */
  private static double[] seconds(Precision precision) {
    double[] best = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
    ByteBuffer rows =
        ByteBuffer.allocateDirect(4 * 3 * ROWS * FeedForwardProbe.WIDTH)
            .order(ByteOrder.nativeOrder());
    Shape shape = new Shape(1, 3, ROWS, FeedForwardProbe.WIDTH);
    try (Network mkl = probe(Product.TORCH, precision);
        Network onednn = probe(Product.ONEDNN, precision)) {
      for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < 2; i++) {
          long start = System.nanoTime();
          (i == 0 ? mkl : onednn).forward(rows, shape, null);
          best[i] = Math.min(best[i], (System.nanoTime() - start) / 1e9);
        }
      }
    } catch (IOException | RuntimeException e) {
      LOG.debug("oneDNN's linear layer is not available", e);
      return new double[] {0, Double.POSITIVE_INFINITY};
    }
    return best;
  }

  private static Network probe(Product product, Precision precision) throws IOException {
    return Network.of(
        FeedForwardProbe.of(new Compute(product, precision)), Device.cpu(), Weights.NONE);
  }
}
