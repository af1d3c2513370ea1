package io.gleaner.pipeline.encoder;

import java.io.Serializable;
import java.util.regex.Pattern;

/**
 * Where and how a network runs.
 *
 * @param device {@code auto} (the first GPU if there is one), {@code cpu} or {@code cuda:N}
 * @param linear which implementation multiplies by weights on a CPU
 */
public record EncoderConfig(String device, Linear linear) implements Serializable {
  private static final Pattern DEVICE = Pattern.compile("auto|cpu|cuda:\\d+");

  public static final EncoderConfig DEFAULTS = new EncoderConfig("auto", Linear.AUTO);

  /** The implementations of a linear layer on a CPU. */
  public enum Linear {
    /** The faster one, by a timing when the first network is loaded. */
    AUTO,
    /** {@code torch.linear}: libtorch's own choice, MKL. */
    MKL,
    /** oneDNN, called by name. */
    ONEDNN
  }

  public EncoderConfig {
    if (!DEVICE.matcher(device).matches()) {
      throw new IllegalArgumentException(
          "device is \"%s\", must be auto, cpu or cuda:N".formatted(device));
    }
  }

  /**
   * Returns the configuration with {@link Linear#AUTO} settled for this machine, so that it can be
   * stored: implementations round differently, and the vectors of a run have to agree.
   */
  public EncoderConfig settled() {
    return linear == Linear.AUTO ? new EncoderConfig(device, LinearLayers.faster()) : this;
  }
}
