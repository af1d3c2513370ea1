package io.gleaner.pipeline.encoder;

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
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * A TorchScript module in native memory. Thread-safe once its weights are put. All that a call
 * allocates natively is freed when it returns.
 */
final class Network implements AutoCloseable {
  private final PtNDManager manager;
  private final PtSymbolBlock block;

  private Network(PtNDManager manager, PtSymbolBlock block) {
    this.manager = manager;
    this.block = block;
  }

  /** Loads a module from its archive's bytes. */
  static Network load(InputStream archive, Device device) throws IOException {
    PtNDManager manager = (PtNDManager) NDManager.newBaseManager(device, "PyTorch");
    try {
      PtSymbolBlock block = JniUtils.loadModule(manager, archive, true, false);
      JniUtils.enableInferenceMode(block);
      return new Network(manager, block);
    } catch (IOException | RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /**
   * Copies one weight into the module's dictionary.
   *
   * @param data little-endian values; free to go once this returns
   */
  void put(String name, ByteBuffer data, DataType type, Shape shape) {
    try (PtNDManager scope = (PtNDManager) manager.newSubManager();
        IValue key = IValue.from(name);
        IValue value = IValue.from(scope.create(data, shape, type))) {
      IValueUtils.runMethod(block, "put", key, value).close();
    }
  }

  /**
   * Calls {@code forward}.
   *
   * @param output which of several outputs is the embedding: an index of a tuple or list, a key of
   *     a dictionary; null where the module gives one tensor
   * @return the tensor's values, and its shape in {@code shape}
   */
  Output forward(ByteBuffer pixels, Shape shape, String output) {
    try (PtNDManager scope = (PtNDManager) manager.newSubManager();
        IValue input = IValue.from(scope.create(pixels, shape, DataType.FLOAT32));
        IValue result = IValueUtils.runMethod(block, "forward", input)) {
      PtNDArray tensor = select(result, output).toTensor(scope);
      return new Output(tensor.getShape().getShape(), tensor.toFloatArray());
    }
  }

  /**
   * What a module gave.
   *
   * @param shape of the tensor
   * @param values row-major
   */
  record Output(long[] shape, float[] values) {}

  private static IValue select(IValue result, String output) {
    if (output == null) {
      if (!result.isTensor()) {
        throw new IllegalStateException(
            "forward gives a %s; name the embedding's place in it as \"output\""
                .formatted(result.getType()));
      }
      return result;
    }
    if (result.isMap()) {
      IValue value = result.toIValueMap().get(output);
      if (value == null) {
        throw new IllegalStateException("forward gives no \"%s\"".formatted(output));
      }
      return value;
    }
    IValue[] values = result.isTuple() ? result.toIValueTuple() : result.toIValueArray();
    int index = Integer.parseInt(output);
    if (index < 0 || index >= values.length) {
      throw new IllegalStateException(
          "output is %d, forward gives %d".formatted(index, values.length));
    }
    return values[index];
  }

  @Override
  public void close() {
    block.close();
    manager.close();
  }
}
