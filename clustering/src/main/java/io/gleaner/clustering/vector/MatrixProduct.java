package io.gleaner.clustering.vector;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;

/**
 * Blocked similarities by libtorch's matrix product, on a CPU or a GPU. A BLAS may round
 * differently with another block size or thread count, so what comes out only <em>proposes</em>
 * candidates; {@link DotProduct} decides. One instance for each thread; native memory is freed by
 * {@link #close} and after every call.
 */
public final class MatrixProduct implements AutoCloseable {
  private final NDManager manager;

  public MatrixProduct(Device device) {
    manager = NDManager.newBaseManager(device, "PyTorch");
  }

  /** A product on the CPU. */
  public static MatrixProduct onCpu() {
    return new MatrixProduct(Device.cpu());
  }

  /**
   * Computes {@code a · bᵀ}.
   *
   * @param a [rows, dimension] row-major
   * @param b [columns, dimension] row-major
   * @return [rows, columns] row-major
   */
  public float[] multiply(float[] a, int rows, float[] b, int columns, int dimension) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray left =
          scope.create(FloatBuffer.wrap(a, 0, rows * dimension), new Shape(rows, dimension));
      NDArray right =
          scope.create(FloatBuffer.wrap(b, 0, columns * dimension), new Shape(columns, dimension));
      return left.matMul(right.transpose()).toFloatArray();
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
