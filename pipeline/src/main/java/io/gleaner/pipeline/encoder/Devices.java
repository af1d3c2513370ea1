package io.gleaner.pipeline.encoder;

import ai.djl.Device;
import ai.djl.engine.Engine;
import java.util.ArrayList;
import java.util.List;

/** From configured devices to such that are there. */
final class Devices {
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
            "device is \"%s\", but libtorch sees %d GPUs here; use cpu or auto, or build with -Pgpu (docs/encoders.md)"
                .formatted(device, gpus));
      }
      if (devices.contains(Device.gpu(index))) {
        throw new UnavailableDeviceException(
            "device is \"%s\", names %s twice".formatted(device, each));
      }
      devices.add(Device.gpu(index));
    }
    return devices;
  }
}
