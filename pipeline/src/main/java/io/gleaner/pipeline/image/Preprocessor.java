package io.gleaner.pipeline.image;

import io.gleaner.pipeline.image.Preprocessing.Normalisation;
import io.gleaner.pipeline.image.Preprocessing.Resize;
import java.util.Arrays;

/**
 * Turns decoded pixels into a network's input: resize, centre crop (black where the image is
 * smaller), rescale, normalise in float32. Thread-safe.
 */
public final class Preprocessor {
  private final Preprocessing preprocessing;
  private final float[] rescaled;
  private final float[][] values = new float[3][256];

  public Preprocessor(Preprocessing preprocessing) {
    this.preprocessing = preprocessing;
    this.rescaled = preprocessing.normalisation().rescaled();
    for (int channel = 0; channel < 3; channel++) {
      for (int pixel = 0; pixel < 256; pixel++) {
        values[channel][pixel] = preprocessing.normalisation().of(rescaled[pixel], channel);
      }
    }
  }

  /** Returns [3, height, width] float32. */
  public float[] apply(RgbImage image) {
    int[] size = resized(preprocessing.resize(), image.width(), image.height());
    int width = preprocessing.cropWidth();
    int height = preprocessing.cropHeight();
    int left = preprocessing.crop().centring().start(size[0] - width);
    int top = preprocessing.crop().centring().start(size[1] - height);
    int firstColumn = Math.max(0, left);
    int firstRow = Math.max(0, top);
    int columns = Math.min(size[0], left + width) - firstColumn;
    int rows = Math.min(size[1], top + height) - firstRow;
    Window window = new Window(size[0], size[1], firstColumn, firstRow, columns, rows);
    int plane = width * height;
    float[] out = new float[3 * plane];
    if (columns < width || rows < height) {
      for (int channel = 0; channel < 3; channel++) {
        Arrays.fill(out, channel * plane, (channel + 1) * plane, values[channel][0]);
      }
    }
    int first = (firstRow - top) * width + firstColumn - left;
    switch (preprocessing.arithmetic()) {
      case BYTES, TENSOR_BYTES -> putBytes(image, window, out, first);
      case FLOATS -> putFloats(image, window, out, first);
    }
    return out;
  }

  /**
   * @param first where in a plane of {@code out} the window's first pixel goes
   */
  private void putBytes(RgbImage image, Window window, float[] out, int first) {
    byte[] bytes =
        Resampler.resample(
            preprocessing.arithmetic(),
            image.rgb(),
            image.width(),
            image.height(),
            3,
            preprocessing.interpolation(),
            window);
    for (int y = 0; y < window.rows(); y++) {
      int columns = window.columns();
      putRow(bytes, 3 * y * columns, columns, out, first + y * preprocessing.cropWidth());
    }
  }

  private void putRow(byte[] bytes, int from, int columns, float[] out, int to) {
    int plane = out.length / 3;
    float[] red = values[0];
    float[] green = values[1];
    float[] blue = values[2];
    for (int x = 0, at = from; x < columns; x++, at += 3) {
      out[to + x] = red[bytes[at] & 0xff];
      out[to + x + plane] = green[bytes[at + 1] & 0xff];
      out[to + x + 2 * plane] = blue[bytes[at + 2] & 0xff];
    }
  }

  private void putFloats(RgbImage image, Window window, float[] out, int first) {
    Normalisation normalisation = preprocessing.normalisation();
    float[] floats =
        FloatResampler.resample(image, rescaled, preprocessing.interpolation(), window);
    int plane = out.length / 3;
    for (int y = 0, from = 0; y < window.rows(); y++) {
      int to = first + y * preprocessing.cropWidth();
      for (int x = 0; x < window.columns(); x++, to++, from += 3) {
        out[to] = normalisation.of(floats[from], 0);
        out[to + plane] = normalisation.of(floats[from + 1], 1);
        out[to + 2 * plane] = normalisation.of(floats[from + 2], 2);
      }
    }
  }

  /** Returns width and height after the resize. */
  static int[] resized(Resize resize, int width, int height) {
    if (resize instanceof Resize.ShortestEdge edge) {
      return scaled(edge.pixels(), edge.pixels(), width, height);
    }
    if (resize instanceof Resize.Edges edges) {
      double shorter = Math.min(width, height);
      double longer = Math.max(width, height);
      if (longer / shorter * edges.shortest() <= edges.longest()) {
        return scaled(edges.shortest(), edges.shortest(), width, height);
      }
      double side = edges.longest() * shorter / longer;
      return scaled((int) Math.rint(side), side, width, height);
    }
    if (resize instanceof Resize.Exactly exactly) {
      return new int[] {exactly.width(), exactly.height()};
    }
    return new int[] {width, height};
  }

  /**
   * Returns width and height for a shorter side.
   *
   * @param exact the shorter side before it was rounded
   */
  private static int[] scaled(int shorter, double exact, int width, int height) {
    return width <= height
        ? new int[] {shorter, width == shorter ? height : (int) (exact * height / width)}
        : new int[] {height == shorter ? width : (int) (exact * width / height), shorter};
  }
}
