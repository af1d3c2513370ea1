package io.gleaner.pipeline.encoder;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.types.Shape;
import io.gleaner.pipeline.encoder.architecture.Precision;
import io.gleaner.pipeline.encoder.architecture.PrecisionProbe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From configured devices to such that are there. */
final class Devices {
  private static final Logger LOG = LoggerFactory.getLogger(Devices.class);

  private Devices() {}

  /**
   * Returns the devices that a network runs on: the CPU, or one GPU or more.
   *
   * @throws UnavailableDeviceException where a GPU is asked for that is not there
   */
  static List<Device> resolve(String device) {
    int gpus = Engine.getEngine("PyTorch").getGpuCount();
    if (device.equals("cpu") || (device.equals("auto") && gpus == 0)) {
      return List.of(Device.cpu());
    }
    if (device.equals("auto")) {
      return List.of(Device.gpu(0));
    }
    List<Device> devices = new ArrayList<>();
    for (String each : device.split(",", -1)) {
      int index = Integer.parseInt(each.substring("cuda:".length()));
      if (index >= gpus) {
        throw new UnavailableDeviceException(
            String.format(
                Locale.ROOT,
                "device is \"%s\", but libtorch sees %d GPUs here; use cpu or auto, or build with -Pgpu (docs/encoders.md)",
                device,
                gpus));
      }
      if (devices.contains(Device.gpu(index))) {
        throw new UnavailableDeviceException(
            String.format(Locale.ROOT, "device is \"%s\", names %s twice", device, each));
      }
      devices.add(Device.gpu(index));
    }
    return devices;
  }

  /**
   * Checks that a device multiplies in a precision.
   *
   * @throws UnavailableDeviceException where it does not
   */
  static void require(Precision precision, Device device) throws IOException {
    if (precision == Precision.FP32 || device.isGpu()) {
      return;
    }
    ByteBuffer pixel = ByteBuffer.allocateDirect(12).order(ByteOrder.nativeOrder());
    try (Network probe = Network.of(PrecisionProbe.of(precision), device, Weights.NONE)) {
      if (probe.forward(pixel, new Shape(1, 3, 1, 1), null).values()[0] == 1) {
        return;
      }
    } catch (EngineException e) {
      LOG.debug("this build of libtorch has no oneDNN", e);
    }
    throw new UnavailableDeviceException(
        String.format(
            Locale.ROOT,
            "precision is %s, which this CPU does not multiply in; use fp32",
            precision.name().toLowerCase(Locale.ROOT)));
  }
}
