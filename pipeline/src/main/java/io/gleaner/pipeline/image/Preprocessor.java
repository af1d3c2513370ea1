package io.gleaner.pipeline.image;

import io.gleaner.pipeline.image.Preprocessing.Resize;

/**
 * Turns decoded pixels into a network's input, as Hugging Face's image processors over Pillow do:
 * resize, centre crop (zeros where the image is smaller), rescale, normalise in float32.
 * Thread-safe.
 */
public final class Preprocessor {
  private final Preprocessing preprocessing;
  private final float[][] values = new float[3][256];

  public Preprocessor(Preprocessing preprocessing) {
    this.preprocessing = preprocessing;
    for (int channel = 0; channel < 3; channel++) {
      for (int pixel = 0; pixel < 256; pixel++) {
        float rescaled = (float) (pixel * preprocessing.rescale());
        values[channel][pixel] =
            (rescaled - preprocessing.mean()[channel]) / preprocessing.std()[channel];
      }
    }
  }

  /** Returns [3, height, width] float32. */
  public float[] apply(RgbImage image) {
    int[] size = resized(image.width(), image.height());
    int cropWidth = preprocessing.cropWidth();
    int cropHeight = preprocessing.cropHeight();
    int left = Math.floorDiv(size[0] - cropWidth, 2);
    int top = Math.floorDiv(size[1] - cropHeight, 2);
    int firstColumn = Math.max(0, left);
    int firstRow = Math.max(0, top);
    int columns = Math.min(size[0], left + cropWidth) - firstColumn;
    int rows = Math.min(size[1], top + cropHeight) - firstRow;
    byte[] window =
        Resampler.resample(
            image.rgb(),
            image.width(),
            image.height(),
            3,
            preprocessing.interpolation(),
            size[0],
            size[1],
            firstColumn,
            firstRow,
            columns,
            rows);
    int plane = cropWidth * cropHeight;
    float[] out = new float[3 * plane];
    if (columns < cropWidth || rows < cropHeight) {
      for (int channel = 0; channel < 3; channel++) {
        java.util.Arrays.fill(out, channel * plane, (channel + 1) * plane, values[channel][0]);
      }
    }
    for (int y = 0, from = 0; y < rows; y++) {
      int to = (firstRow - top + y) * cropWidth + firstColumn - left;
      for (int x = 0; x < columns; x++, to++, from += 3) {
        out[to] = values[0][window[from] & 0xff];
        out[to + plane] = values[1][window[from + 1] & 0xff];
        out[to + 2 * plane] = values[2][window[from + 2] & 0xff];
      }
    }
    return out;
  }

  /** Returns width and height after the resize. */
  private int[] resized(int width, int height) {
    Resize resize = preprocessing.resize();
    if (resize instanceof Resize.ShortestEdge edge) {
      int shorter = edge.pixels();
      return width <= height
          ? new int[] {shorter, (int) ((double) ((long) shorter * height) / width)}
          : new int[] {(int) ((double) ((long) shorter * width) / height), shorter};
    }
    if (resize instanceof Resize.Exactly exactly) {
      return new int[] {exactly.width(), exactly.height()};
    }
    return new int[] {width, height};
  }
}
