package io.gleaner.pipeline.encoder;

import io.gleaner.pipeline.encoder.architecture.Pooling;
import io.gleaner.pipeline.encoder.architecture.Precision;
import io.gleaner.pipeline.encoder.checkpoint.PreprocessingOverride;
import java.io.Serializable;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where and how a network runs, and what it gives.
 *
 * @param device {@code auto} (the first GPU if there is one), {@code cpu}, or {@code cuda:N},
 *     perhaps several with commas between
 * @param linear which implementation multiplies by weights on a CPU
 * @param precision what products are computed in
 * @param pooling how tokens become an embedding
 * @param normalised whether embeddings have unit length
 * @param resolution pixels of a side of the images that the network is given, or null for those of
 *     its preprocessing
 * @param preprocessing what goes over the model's own, as a JSON object ({@link
 *     io.gleaner.pipeline.encoder.checkpoint.PreprocessingOverride}); null for nothing
 */
public record EncoderConfig(
    String device,
    Linear linear,
    Precision precision,
    Pooling pooling,
    boolean normalised,
    Integer resolution,
    String preprocessing)
    implements Serializable {
  private static final Pattern DEVICE = Pattern.compile("auto|cpu|cuda:\\d{1,3}(,cuda:\\d{1,3})*");

  public static final EncoderConfig DEFAULTS =
      new EncoderConfig("auto", Linear.AUTO, Precision.FP32, Pooling.AUTO, false, null, null);

  /** The implementations of a linear layer on a CPU. */
  public enum Linear {
    /** oneDNN on every CPU, so that what a run computes depends on no clock. */
    AUTO,
    /** {@code torch.linear}: libtorch's own choice, MKL. */
    MKL,
    /** oneDNN, called by name. */
    ONEDNN;

    /** Returns the implementation that this one means on a CPU. */
    Linear onCpu() {
      return this == AUTO ? ONEDNN : this;
    }
  }

  public EncoderConfig {
    if (!DEVICE.matcher(device).matches()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "device is \"%s\", must be auto, cpu, cuda:N or cuda:N,cuda:M", device));
    }
    if (resolution != null && (resolution < 1 || resolution > 1 << 14)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "resolution is %d, must be 1 to 16384 pixels", resolution));
    }
    PreprocessingOverride override = PreprocessingOverride.parse(preprocessing);
    preprocessing = override.isEmpty() ? null : override.toString();
  }

  public EncoderConfig withDevice(String device) {
    return new EncoderConfig(
        device, linear, precision, pooling, normalised, resolution, preprocessing);
  }

  public EncoderConfig withLinear(Linear linear) {
    return new EncoderConfig(
        device, linear, precision, pooling, normalised, resolution, preprocessing);
  }

  public EncoderConfig withPrecision(Precision precision) {
    return new EncoderConfig(
        device, linear, precision, pooling, normalised, resolution, preprocessing);
  }

  public EncoderConfig withPooling(Pooling pooling) {
    return new EncoderConfig(
        device, linear, precision, pooling, normalised, resolution, preprocessing);
  }

  public EncoderConfig withNormalised(boolean normalised) {
    return new EncoderConfig(
        device, linear, precision, pooling, normalised, resolution, preprocessing);
  }

  public EncoderConfig withResolution(Integer resolution) {
    return new EncoderConfig(
        device, linear, precision, pooling, normalised, resolution, preprocessing);
  }

  public EncoderConfig withPreprocessing(String preprocessing) {
    return new EncoderConfig(
        device, linear, precision, pooling, normalised, resolution, preprocessing);
  }

  /** Returns the same device and arithmetic with the output that a model's authors use. */
  public EncoderConfig withoutChoices() {
    return new EncoderConfig(device, linear, precision, Pooling.AUTO, false, null, null);
  }

  /**
   * Whether networks run on a GPU.
   *
   * @throws UnavailableDeviceException where a GPU is asked for that is not there
   */
  public boolean onGpu() {
    return Devices.resolve(device).get(0).isGpu();
  }
}
