package io.gleaner.clustering.vector;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;

/**
 * Rows made ready as one side of products, in native memory: 2 or 4 bytes a component. Made by
 * {@link MatrixProduct#factor}, good for the products of any thread while the one that made it is
 * open; close it.
 */
public final class Factor implements AutoCloseable {
  private final PtNDArray values;
  private final IValue argument;
  private final int rows;
  private final int dimension;
  private final float residual;

  Factor(PtNDArray values, int rows, int dimension, float residual) {
    this.values = values;
    this.argument = IValue.from(values);
    this.rows = rows;
    this.dimension = dimension;
    this.residual = residual;
  }

  public int rows() {
    return rows;
  }

  public int dimension() {
    return dimension;
  }

  /** Returns the greatest length of what rounding took from a row. */
  float residual() {
    return residual;
  }

  IValue argument() {
    return argument;
  }

  @Override
  public void close() {
    argument.close();
    values.close();
  }
}
