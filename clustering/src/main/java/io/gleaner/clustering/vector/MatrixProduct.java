package io.gleaner.clustering.vector;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;

/**
 * Similarities of many vectors with many by libtorch's matrix product, in the fastest precision of
 * this machine. A BLAS rounds as it likes and differently with another block size or thread count,
 * so what comes out only <em>proposes</em> candidates; {@link DotProduct} decides. Fast while a
 * product stays in a core's cache: some hundred rows and columns. One instance for each thread.
 */
public final class MatrixProduct implements AutoCloseable {
  private final ProductPrecision precision;
  private final PtNDManager manager;
  private final PtSymbolBlock module;
  private final Proposals proposals = new Proposals();
  private ByteBuffer room = ByteBuffer.allocateDirect(0);

  private MatrixProduct(ProductPrecision precision) {
    this.precision = precision;
    manager = (PtNDManager) NDManager.newBaseManager(Device.cpu(), "PyTorch");
    try {
      byte[] archive = ScriptArchive.pack(precision.source());
      module = JniUtils.loadModule(manager, new ByteArrayInputStream(archive), true, false);
      JniUtils.enableInferenceMode(module);
    } catch (IOException e) {
      manager.close();
      throw new UncheckedIOException("memory does not fail", e);
    }
  }

  /** A product on the CPU. */
  public static MatrixProduct onCpu() {
    return onCpu(ProductPrecision.fastest());
  }

  static MatrixProduct onCpu(ProductPrecision precision) {
    return new MatrixProduct(precision);
  }

  /**
   * Makes rows ready for products.
   *
   * @param values [at least fromRow + rows, dimension] row-major, of unit length; copied
   * @param rows at least 1
   */
  public Factor factor(float[] values, int fromRow, int rows, int dimension) {
    int from = Math.multiplyExact(fromRow, dimension);
    int count = Math.multiplyExact(rows, dimension);
    float residual = 0;
    for (int row = 0; row < rows; row++) {
      float lost = precision.residual(values, from + row * dimension, dimension);
      if (lost > residual) { // that of a row of NaN is none, and does not spoil the others
        residual = lost;
      }
    }
    if (room.capacity() < 4 * count) {
      room = ByteBuffer.allocateDirect(4 * count).order(ByteOrder.nativeOrder());
    }
    room.clear().limit(4 * count);
    room.asFloatBuffer().put(values, from, count);
    try (PtNDArray raw =
            (PtNDArray) manager.create(room, new Shape(rows, dimension), DataType.FLOAT32);
        IValue argument = IValue.from(raw);
        IValue ready = IValueUtils.runMethod(module, "ready", argument)) {
      return new Factor(ready.toTensor(manager), rows, dimension, residual);
    }
  }

  /**
   * Copies rows of a factor, in native memory: cheaper than to make them ready again.
   *
   * @param rows indexes into {@code factor}, at {@code [from, from + count)}
   * @param count at least 1
   */
  public Factor select(Factor factor, int[] rows, int from, int count) {
    if (room.capacity() < 4 * count) {
      room = ByteBuffer.allocateDirect(4 * count).order(ByteOrder.nativeOrder());
    }
    room.clear().limit(4 * count);
    room.asIntBuffer().put(rows, from, count);
    try (PtNDArray raw = (PtNDArray) manager.create(room, new Shape(count), DataType.INT32);
        IValue index = IValue.from(raw);
        IValue selected = IValueUtils.runMethod(module, "select", factor.argument(), index)) {
      return new Factor(selected.toTensor(manager), count, factor.dimension(), factor.residual());
    }
  }

  /** Returns rows {@code [from, from + count)} of a factor, which is not copied: close it last. */
  public Factor slice(Factor factor, int from, int count) {
    try (IValue first = IValue.from((long) from);
        IValue rows = IValue.from((long) count);
        IValue slice = IValueUtils.runMethod(module, "slice", factor.argument(), first, rows)) {
      return new Factor(slice.toTensor(manager), count, factor.dimension(), factor.residual());
    }
  }

  /**
   * Computes {@code a · bᵀ}.
   *
   * @return [rows of a, rows of b], this instance's own: valid until the next call
   * @throws IllegalArgumentException where the dimensions differ
   */
  public Proposals multiply(Factor a, Factor b) {
    if (a.dimension() != b.dimension()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "one factor has dimension %d, the other %d",
              a.dimension(),
              b.dimension()));
    }
    try (IValue result = IValueUtils.runMethod(module, "forward", a.argument(), b.argument());
        PtNDArray values = result.toTensor(manager)) {
      ByteBuffer bytes = values.toByteBuffer(true).order(ByteOrder.nativeOrder());
      proposals.fill(bytes.asFloatBuffer(), a.rows(), b.rows(), margin(a, b));
    }
    return proposals;
  }

  /*
   * For unit vectors a, b and their rounded forms a', b' the products differ by
   * |a'·b' - a·b| <= |a' - a| |b'| + |a| |b' - b|. The sums of either kernel are off by at most
   * dimension · 2^-24 / (1 - dimension · 2^-24) each (Higham 2002, 3.1), with 2 % for norms that
   * are not quite 1. Rounding the result comes on top.
   */
  private float margin(Factor a, Factor b) {
    double terms = a.dimension() * 0x1p-24;
    double sums = 2 * 1.02 * terms / (1 - terms);
    double factors = a.residual() + b.residual() + a.residual() * b.residual();
    float difference = (float) ((sums + 1.001 * factors) * (1 + 0x1p-22));
    return difference + precision.rounding(difference);
  }

  /** Computes {@code a · bᵀ} in float32, [rows, columns]. */
  public float[] multiply(float[] a, int rows, float[] b, int columns, int dimension) {
    try (var scope = manager.newSubManager()) {
      var one =
          scope.create(
              java.nio.FloatBuffer.wrap(a, 0, rows * dimension),
              new Shape(rows, dimension),
              DataType.FLOAT32);
      var other =
          scope.create(
              java.nio.FloatBuffer.wrap(b, 0, columns * dimension),
              new Shape(columns, dimension),
              DataType.FLOAT32);
      return one.matMul(other.transpose()).toFloatArray();
    }
  }

  /** Returns how far a float32 product may be from what {@link DotProduct} gives. */
  public static float margin(int dimension) {
    return 2.5f * dimension * 0x1p-24f;
  }

  @Override
  public void close() {
    module.close();
    manager.close();
  }
}
