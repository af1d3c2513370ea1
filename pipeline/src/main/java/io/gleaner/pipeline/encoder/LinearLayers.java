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
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which implementation multiplies by weights on a CPU: MKL or oneDNN, by a timing of one
 * feed-forward of the network's width. Where MKL does not know the processor, oneDNN is about 1.8
 * times as fast; where it does, either may be ahead by a tenth, and in bfloat16 oneDNN by a third.
 */
final class LinearLayers {
  private static final Logger LOG = LoggerFactory.getLogger(LinearLayers.class);

  /** Numbers of the input: 2,048 tokens of a ViT-S, about what one part of a batch has. */
  private static final int NUMBERS = 2048 * 384;

  private static final int ROUNDS = 5;
  private static final int LEAST_WIDTH = 128;
  private static final int LARGEST_WIDTH = 1024;

  private static final Map<Case, Linear> CHOSEN = new HashMap<>();

  private LinearLayers() {}

  private record Case(Precision precision, int width) {}

  /**
   * Returns the faster implementation on this machine's CPU, by a timing in each JVM.
   *
   * @param widest outputs of the network's widest linear layer
   */
  static synchronized Linear faster(Precision precision, int widest) {
    int width = Math.max(LEAST_WIDTH, Math.min(LARGEST_WIDTH, widest / 4));
    return CHOSEN.computeIfAbsent(new Case(precision, width), LinearLayers::choose);
  }

  private static Linear choose(Case timed) {
    double[] seconds = seconds(timed);
    Linear chosen = seconds[1] < seconds[0] ? Linear.ONEDNN : Linear.MKL;
    LOG.info(
        "linear layers of width {} in {} by {}: oneDNN takes {} times as long as MKL here",
        timed.width,
        timed.precision,
        chosen,
        String.format("%.2f", seconds[1] / seconds[0]));
    return chosen;
  }

  /**
   * Times both in turn, so that a busy moment hits them alike, and takes each one's best.
   *
   * @return MKL's and oneDNN's seconds; infinity where this build of libtorch lacks the operator
   */
  private static double[] seconds(Case timed) {
    double[] best = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
    int rows = NUMBERS / timed.width / 3;
    ByteBuffer tokens =
        ByteBuffer.allocateDirect(4 * 3 * rows * timed.width).order(ByteOrder.nativeOrder());
    Shape shape = new Shape(1, 3, rows, timed.width);
    try (Network mkl = probe(Product.TORCH, timed);
        Network onednn = probe(Product.ONEDNN, timed)) {
      for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < 2; i++) {
          long start = System.nanoTime();
          (i == 0 ? mkl : onednn).forward(tokens, shape, null);
          best[i] = Math.min(best[i], (System.nanoTime() - start) / 1e9);
        }
      }
    } catch (IOException | RuntimeException e) {
      LOG.debug("oneDNN's linear layer is not available", e);
      return new double[] {0, Double.POSITIVE_INFINITY};
    }
    return best;
  }

  private static Network probe(Product product, Case timed) throws IOException {
    Compute compute = new Compute(product, timed.precision);
    return Network.of(FeedForwardProbe.of(compute, timed.width), Device.cpu(), Weights.NONE);
  }
}
