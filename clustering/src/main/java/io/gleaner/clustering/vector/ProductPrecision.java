package io.gleaner.clustering.vector;

import java.util.Arrays;
import java.util.Locale;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What products are computed in. Nothing but their speed depends on it, since they only propose; so
 * a timing chooses, once in each JVM. The system property {@code gleaner.products} ({@code fp32} or
 * {@code bf16}) chooses in its place.
 */
enum ProductPrecision {
  /** 24 significant bits. */
  FP32("torch.clone(values)", "torch.matmul(a, torch.t(b))") {
    @Override
    float residual(float[] values, int from, int dimension) {
      return 0;
    }

    @Override
    float rounding(float difference) {
      return 0;
    }
  },
  /**
   * 8 significant bits, summed in 24: where a processor has units for it, several times as fast.
   */
  BF16("torch.to(values, 15)", "torch.to(torch.matmul(a, torch.t(b)), 6)") {
    @Override
    float residual(float[] values, int from, int dimension) {
      int whole = from + FLOATS.loopBound(dimension);
      FloatVector sums = FloatVector.zero(FLOATS);
      for (int i = from; i < whole; i += FLOATS.length()) {
        FloatVector exact = FloatVector.fromArray(FLOATS, values, i);
        IntVector bits = exact.reinterpretAsInts();
        IntVector nearest =
            bits.add(bits.lanewise(VectorOperators.LSHR, 16).and(1)).add(0x7fff).and(0xffff0000);
        FloatVector lost = exact.sub(nearest.reinterpretAsFloats());
        sums = sums.add(lost.mul(lost));
      }
      float squared = sums.reduceLanes(VectorOperators.ADD);
      for (int i = whole; i < from + dimension; i++) {
        int bits = Float.floatToRawIntBits(values[i]);
        int nearest = (bits + 0x7fff + (bits >>> 16 & 1)) & 0xffff0000; // ties to even
        float lost = values[i] - Float.intBitsToFloat(nearest); // exact
        squared += lost * lost;
      }
      // What the sum of squares lost: a share for rounding, less than 2^-100 for underflow.
      return (float) (Math.sqrt(squared) * (1 + (dimension + 4) * 0x1p-24) + 0x1p-50);
    }

    /** The result is rounded as well: by half a step below 1, and down to 1 just above it. */
    @Override
    float rounding(float difference) {
      return Math.max(0x1p-9f, difference);
    }
  };

  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final Logger LOG = LoggerFactory.getLogger(ProductPrecision.class);
  private static final String PROPERTY = "gleaner.products";

  private final String ready;
  private final String product;

  ProductPrecision(String ready, String product) {
    this.ready = ready;
    this.product = product;
  }

  /** Returns the length of what rounding takes from a vector. */
  abstract float residual(float[] values, int from, int dimension);

  /**
   * Returns how far a result may be moved by rounding it.
   *
   * @param difference how far it may be off before
   */
  abstract float rounding(float difference);

  /** Returns a module of the functions that a product needs. */
  String source() {
    return String.format(
        Locale.ROOT,
        """
        class Network(Module):
          __parameters__ = []
          __buffers__ = []
          training : bool
          weights : List[Tensor]
          def ready(self: __torch__.Network,
            values: Tensor) -> Tensor:
            return %s
          def select(self: __torch__.Network,
            values: Tensor,
            rows: Tensor) -> Tensor:
            return torch.index_select(values, 0, rows)
          def slice(self: __torch__.Network,
            values: Tensor,
            first: int,
            count: int) -> Tensor:
            return torch.narrow(values, 0, first, count)
          def forward(self: __torch__.Network,
            a: Tensor,
            b: Tensor) -> Tensor:
            return %s
        """,
        ready,
        product);
  }

  /** Returns the faster one of this machine. */
  static ProductPrecision fastest() {
    return Chosen.HERE;
  }

  private static final class Chosen {
    static final ProductPrecision HERE = choose();
  }

  private static ProductPrecision choose() {
    String asked = System.getProperty(PROPERTY);
    if (asked != null) {
      for (ProductPrecision each : values()) {
        if (each.name().toLowerCase(Locale.ROOT).equals(asked)) {
          return each;
        }
      }
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "-D%s is \"%s\", must be fp32 or bf16", PROPERTY, asked));
    }
    double exact = seconds(FP32);
    double rounded = seconds(BF16);
    LOG.info(
        "products in {}: bf16 takes {} times as long as fp32",
        rounded < exact ? BF16 : FP32,
        String.format(Locale.ROOT, "%.2f", rounded / exact));
    return rounded < exact ? BF16 : FP32;
  }

  /** Times a product of 512 rows, the best of five. */
  private static double seconds(ProductPrecision precision) {
    int rows = 512;
    int dimension = 384;
    float[] values = new float[rows * dimension];
    Arrays.fill(values, 0.05f);
    double best = Double.POSITIVE_INFINITY;
    try (MatrixProduct product = MatrixProduct.onCpu(precision);
        Factor factor = product.factor(values, 0, rows, dimension)) {
      for (int i = 0; i < 5; i++) {
        long start = System.nanoTime();
        product.multiply(factor, factor);
        best = Math.min(best, (System.nanoTime() - start) / 1e9);
      }
    }
    return best;
  }
}
