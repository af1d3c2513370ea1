package io.gleaner.pipeline.encoder;

import ai.djl.Device;
import ai.djl.engine.Engine;

/** From a configured device to one that is there. */
final class Devices {
  private Devices() {}

  /**
   * @throws IllegalArgumentException where a GPU is asked for that is not there
   */
  static Device resolve(String device) {
    int gpus = Engine.getEngine("PyTorch").getGpuCount();
    if (device.equals("cpu") || (device.equals("auto") && gpus == 0)) {
      return Device.cpu();
    }
    int index = device.equals("auto") ? 0 : Integer.parseInt(device.substring("cuda:".length()));
    if (index >= gpus) {
      throw new IllegalArgumentException(
          "device is \"%s\", but libtorch sees %d GPUs here; use cpu or auto, or see docs/encoders.md for the CUDA build"
              .formatted(device, gpus));
    }
    return Device.gpu(index);
  }
}
