package io.gleaner.pipeline.encoder;

import io.gleaner.pipeline.encoder.checkpoint.UnusableModelException;
import io.gleaner.pipeline.image.Preprocessing;
import io.gleaner.pipeline.storage.Location;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;

/** Buffers of a batch's preprocessed pixels: 12 × height × width bytes an image, under 2 GiB. */
public final class PixelBatch {
  private PixelBatch() {}

  /** Returns how many bytes the pixels of some images have. */
  public static long bytes(Preprocessing preprocessing, long images) {
    return images * Float.BYTES * preprocessing.floatsPerImage();
  }

  /**
   * Refuses a batch that no buffer holds.
   *
   * @param model for the message
   * @throws UnusableModelException with the largest batch that fits
   */
  public static void require(Location model, Preprocessing preprocessing, int batch) {
    if (bytes(preprocessing, batch) > Integer.MAX_VALUE) {
      throw new UnusableModelException(
          model,
          String.format(
              Locale.ROOT,
              "batch is %d, but images of %d x %d have %d bytes of pixels each: at most %d fit into"
                  + " the 2 GiB that a batch may have",
              batch,
              preprocessing.cropHeight(),
              preprocessing.cropWidth(),
              bytes(preprocessing, 1),
              Integer.MAX_VALUE / bytes(preprocessing, 1)));
    }
  }

  /** Returns a direct buffer in native order for the pixels of some images. */
  public static ByteBuffer allocate(Preprocessing preprocessing, int images) {
    return ByteBuffer.allocateDirect(Math.toIntExact(bytes(preprocessing, images)))
        .order(ByteOrder.nativeOrder());
  }
}
