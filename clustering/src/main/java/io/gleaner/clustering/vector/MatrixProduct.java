package io.gleaner.clustering.vector;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Blocked similarities by libtorch's matrix product, on a CPU or a GPU. A BLAS may round
 * differently with another block size or thread count, so what comes out only <em>proposes</em>
 * candidates; {@link DotProduct} decides. One instance for each thread; every native array is freed
 * when its call returns, the buffers that data is handed over in are kept.
 */
public final class MatrixProduct implements AutoCloseable {
  private final NDManager manager;
  private ByteBuffer left = ByteBuffer.allocateDirect(0);
  private ByteBuffer right = ByteBuffer.allocateDirect(0);

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
    left = filled(left, a, rows * dimension);
    right = filled(right, b, columns * dimension);
    try (NDManager scope = manager.newSubManager()) {
      NDArray one = scope.create(left, new Shape(rows, dimension), DataType.FLOAT32);
      NDArray other = scope.create(right, new Shape(columns, dimension), DataType.FLOAT32);
      return one.matMul(other.transpose()).toFloatArray();
    }
  }

  /**
   * Returns how far a product of unit vectors can be from what {@link DotProduct} gives: both sums
   * of {@code dimension} terms are off by at most about dimension × 2^-24 (Higham 2002, 3.1).
   */
  public static float margin(int dimension) {
    return 2.5f * dimension * 0x1p-24f;
  }

  private static ByteBuffer filled(ByteBuffer buffer, float[] values, int count) {
    ByteBuffer room = buffer;
    if (room.capacity() < 4 * count) {
      room = ByteBuffer.allocateDirect(4 * count).order(ByteOrder.nativeOrder());
    }
    room.clear().limit(4 * count);
    room.asFloatBuffer().put(values, 0, count);
    return room;
  }

  @Override
  public void close() {
    manager.close();
  }
}
