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
import io.gleaner.clustering.vector.ScriptArchive;
import io.gleaner.pipeline.encoder.architecture.Architecture;
import io.gleaner.pipeline.encoder.architecture.Prepared;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A TorchScript module in native memory. Thread-safe once it is made. All that a call allocates
 * natively is freed when it returns.
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
   * Loads an architecture and prepares its weights one by one, so that no more than one of them is
   * held twice.
   */
  static Network of(Architecture architecture, Device device, Weights weights) throws IOException {
    Network network =
        load(new ByteArrayInputStream(ScriptArchive.pack(architecture.source())), device);
    try {
      for (Architecture.Weight weight : architecture.weights()) {
        network.prepare(weight.method(), weight.sources(), weights);
      }
      return network;
    } catch (IOException | RuntimeException e) {
      network.close();
      throw e;
    }
  }

  private void prepare(String method, List<Prepared> sources, Weights weights) throws IOException {
    try (PtNDManager scope = (PtNDManager) manager.newSubManager()) {
      PtNDArray[] arrays = new PtNDArray[sources.size()];
      for (int i = 0; i < arrays.length; i++) {
        arrays[i] =
            sources.get(i) instanceof Prepared.Stored stored
                ? weights.read(stored).in(scope)
                : computed((Prepared.Computed) sources.get(i), scope);
      }
      try (IValue list = IValue.listFrom(arrays)) {
        IValueUtils.runMethod(block, method, list).close();
      }
    } finally {
      weights.release();
    }
  }

  private static PtNDArray computed(Prepared.Computed computed, PtNDManager scope) {
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(4 * computed.values().length).order(ByteOrder.nativeOrder());
    bytes.asFloatBuffer().put(computed.values());
    return new Weights.Values(bytes, DataType.FLOAT32, computed.shape()).in(scope);
  }

  /**
   * Calls {@code forward}.
   *
   * @param pixels float32 from the buffer's position to its limit, direct and in native order
   * @param output which of several outputs is the embedding: an index of a tuple or list, a key of
   *     a dictionary; null where the module gives one tensor
   * @return the tensor's values, and its shape
   */
  Output forward(ByteBuffer pixels, Shape shape, String output) {
    try (PtNDManager scope = (PtNDManager) manager.newSubManager();
        IValue input = IValue.from(scope.create(pixels, shape, DataType.FLOAT32));
        IValue result = IValueUtils.runMethod(block, "forward", input)) {
      if (output == null) {
        return read(whole(result), scope);
      }
      return result.isMap() ? ofMap(result, output, scope) : ofList(result, output, scope);
    }
  }

  private static Output read(IValue value, PtNDManager scope) {
    if (!value.isTensor()) {
      throw new IllegalStateException(
          String.format(Locale.ROOT, "the embedding is a %s, must be a tensor", value.getType()));
    }
    PtNDArray tensor = value.toTensor(scope);
    return new Output(tensor.getShape().getShape(), tensor.toFloatArray());
  }

  /**
   * What a module gave.
   *
   * @param shape of the tensor
   * @param values row-major
   */
  record Output(long[] shape, float[] values) {}

  private static IValue whole(IValue result) {
    if (!result.isTensor()) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "forward gives a %s; name the embedding's place in it as \"output\"",
              result.getType()));
    }
    return result;
  }

  /** Reads one value of a dictionary; every value is a native reference of its own to be freed. */
  private static Output ofMap(IValue result, String output, PtNDManager scope) {
    Map<String, IValue> values = result.toIValueMap();
    try {
      IValue value = values.get(output);
      if (value == null) {
        throw new IllegalStateException(
            String.format(
                Locale.ROOT,
                "forward gives no \"%s\"; it gives %s",
                output,
                values.keySet().stream().sorted().toList()));
      }
      return read(value, scope);
    } finally {
      values.values().forEach(IValue::close);
    }
  }

  /** Reads one value of a tuple or list; every value is to be freed. */
  private static Output ofList(IValue result, String output, PtNDManager scope) {
    if (!result.isTuple() && !result.isList() && !result.isTensorList()) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "forward gives a %s, which has no output \"%s\"",
              result.getType(),
              output));
    }
    IValue[] values = result.isTuple() ? result.toIValueTuple() : result.toIValueArray();
    try {
      if (!output.matches("\\d{1,9}") || Integer.parseInt(output) >= values.length) {
        throw new IllegalStateException(
            String.format(
                Locale.ROOT,
                "output is \"%s\", must be 0 to %d: forward gives %d",
                output,
                values.length - 1,
                values.length));
      }
      return read(values[Integer.parseInt(output)], scope);
    } finally {
      for (IValue value : values) {
        value.close();
      }
    }
  }

  @Override
  public void close() {
    block.close();
    manager.close();
  }
}
