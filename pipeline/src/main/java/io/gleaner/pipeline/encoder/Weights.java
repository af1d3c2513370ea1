package io.gleaner.pipeline.encoder;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import io.gleaner.pipeline.encoder.architecture.Prepared;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Where a network's weights are read from. */
interface Weights {
  /** No weights, for a network that has none. */
  Weights NONE =
      stored -> {
        throw new IllegalStateException("no weights, but " + stored.name() + " is asked for");
      };

  /** Returns one tensor's values, which stay until {@link #release}. */
  Values read(Prepared.Stored stored) throws IOException;

  /** Says that no tensor read so far is used any more. */
  default void release() {}

  /**
   * A tensor's values outside the heap.
   *
   * @param bytes direct, little-endian
   */
  record Values(ByteBuffer bytes, DataType type, List<Long> shape) {
    /** Returns them as an array that reads {@code bytes} where they are. */
    PtNDArray in(PtNDManager scope) {
      return (PtNDArray) scope.create(bytes, new Shape(shape), type);
    }
  }
}
