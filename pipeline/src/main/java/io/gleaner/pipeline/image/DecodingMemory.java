package io.gleaner.pipeline.image;

import java.util.Locale;
import java.util.concurrent.Semaphore;

/**
 * The memory that decoding takes at one time in a process: at most half of the heap. An image waits
 * until those before it leave room, in the order of asking, so that small images are decoded side
 * by side and two that need more than half of the bound each never are.
 */
final class DecodingMemory {
  static final DecodingMemory OF_PROCESS = new DecodingMemory(Runtime.getRuntime().maxMemory());

  /** What one array of bytes can hold. */
  private static final long LARGEST_ARRAY = Integer.MAX_VALUE - 8L;

  private static final long MEBIBYTE = 1L << 20;
  private static final long UNIT = 1L << 10;

  private final long heap;
  private final int units;
  private final Semaphore free;

  /**
   * @param heap bytes of the process's heap
   */
  DecodingMemory(long heap) {
    this.heap = heap;
    this.units = (int) Math.max(1, Math.min(Integer.MAX_VALUE, heap / 2 / UNIT));
    this.free = new Semaphore(units, true);
  }

  /** Memory that is taken until this is closed. */
  final class Claim implements AutoCloseable {
    private final int taken;

    private Claim(int taken) {
      this.taken = taken;
    }

    @Override
    public void close() {
      free.release(taken);
    }
  }

  /**
   * Takes memory for an image, where needed after others gave theirs back.
   *
   * @param heapBytes for each pixel, on the heap
   * @param nativeBytes for each pixel, outside it; these make an image wait, and refuse none
   * @throws RejectedImageException where it could never be taken
   */
  Claim claim(int width, int height, int heapBytes, int nativeBytes) throws RejectedImageException {
    long pixels = (long) width * height;
    if (3 * pixels > LARGEST_ARRAY) {
      throw new RejectedImageException(
          Reason.TOO_MANY_PIXELS,
          String.format(
              Locale.ROOT,
              "%d x %d, at most %d pixels can be held in one array",
              width,
              height,
              LARGEST_ARRAY / 3));
    }
    long needed = pixels * heapBytes;
    if (needed > units * UNIT) {
      throw new RejectedImageException(
          Reason.TOO_MANY_PIXELS,
          String.format(
              Locale.ROOT,
              "%d x %d need %d MiB of heap while decoding, at most %d MiB of the %d MiB are for"
                  + " that: give java a larger heap (-Xmx) or lower limits.pixels",
              width,
              height,
              (needed + MEBIBYTE - 1) / MEBIBYTE,
              units * UNIT / MEBIBYTE,
              heap / MEBIBYTE));
    }
    int taken = (int) Math.min(units, (needed + pixels * nativeBytes + UNIT - 1) / UNIT);
    free.acquireUninterruptibly(taken);
    return new Claim(taken);
  }
}
