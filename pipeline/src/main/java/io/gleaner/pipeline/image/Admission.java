package io.gleaner.pipeline.image;

/**
 * One image's way past its limits and into memory. Asked again, it gives back what it had first;
 * closing gives all back.
 */
final class Admission implements AutoCloseable {
  private static final int RGB = 3;

  private final ImageLimits limits;
  private final DecodingMemory memory;
  private final boolean turned;
  private DecodingMemory.Claim claim;

  /**
   * @param turned whether the pixels are turned upright in a second array
   */
  Admission(ImageLimits limits, DecodingMemory memory, boolean turned) {
    this.limits = limits;
    this.memory = memory;
    this.turned = turned;
  }

  /**
   * Returns once there is memory for the image.
   *
   * @param heapBytes a pixel takes in the decoder's own raster on the heap
   * @param nativeBytes a pixel takes outside the heap
   * @throws RejectedImageException where the image does not keep to the limits, or could never be
   *     decoded in this heap
   */
  void ask(int width, int height, int heapBytes, int nativeBytes) throws RejectedImageException {
    limits.check(width, height);
    int heap = RGB + (turned ? Math.max(heapBytes, RGB) : heapBytes);
    close();
    claim = memory.claim(width, height, heap, nativeBytes);
  }

  @Override
  public void close() {
    if (claim != null) {
      claim.close();
      claim = null;
    }
  }
}
