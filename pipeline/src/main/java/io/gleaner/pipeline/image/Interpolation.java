package io.gleaner.pipeline.image;

import java.util.Arrays;
import java.util.Optional;

/** How pixels are resampled, with the code that Pillow and preprocessor_config.json give it. */
public enum Interpolation {
  NEAREST(0, 0) {
    @Override
    double weight(double distance) {
      throw new IllegalStateException("the nearest pixel is taken as it is");
    }
  },
  LANCZOS(1, 3) {
    @Override
    double weight(double distance) {
      return distance < 3 ? sinc(distance) * sinc(distance / 3) : 0;
    }
  },
  BILINEAR(2, 1) {
    @Override
    double weight(double distance) {
      return distance < 1 ? 1 - distance : 0;
    }
  },
  BICUBIC(3, 2) {
    @Override
    double weight(double distance) {
      return distance < 1
          ? (1.5 * distance - 2.5) * distance * distance + 1
          : distance < 2 ? (((distance - 5) * distance + 8) * distance - 4) * -0.5 : 0;
    }
  },
  BOX(4, 0.5) {
    @Override
    double at(double x) {
      return x > -0.5 && x <= 0.5 ? 1 : 0; // of two pixels at equal distance the one before
    }

    @Override
    double weight(double distance) {
      return distance <= 0.5 ? 1 : 0;
    }
  },
  HAMMING(5, 1) {
    @Override
    double weight(double distance) {
      return distance < 1 ? sinc(distance) * (0.54f + 0.46f * Math.cos(distance * Math.PI)) : 0;
    }
  };

  private final int code;
  private final double support;

  Interpolation(int code, double support) {
    this.code = code;
    this.support = support;
  }

  /** Returns the one of a code, as Pillow numbers them. */
  public static Optional<Interpolation> coded(double code) {
    return Arrays.stream(values()).filter(each -> each.code == code).findFirst();
  }

  /** Returns Pillow's code, the {@code resample} of a preprocessor_config.json. */
  public int code() {
    return code;
  }

  /** Returns how many pixels of the result the filter reaches to each side. */
  double support() {
    return support;
  }

  /** Returns the filter at {@code x} pixels from its centre. */
  double at(double x) {
    return weight(Math.abs(x));
  }

  abstract double weight(double distance);

  private static double sinc(double x) {
    return x == 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
  }
}
