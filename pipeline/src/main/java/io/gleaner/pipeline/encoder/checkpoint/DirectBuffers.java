package io.gleaner.pipeline.encoder.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Memory outside the heap that is used again and again: left to the collector, which sees only
 * small objects, a checkpoint's worth of it would lie about. Not thread-safe.
 */
final class DirectBuffers {
  private final List<ByteBuffer> free = new ArrayList<>();
  private final List<ByteBuffer> taken = new ArrayList<>();

  /**
   * Returns so many bytes, little-endian, of any content; the smallest free buffer that has them.
   */
  ByteBuffer take(int bytes) {
    free.sort(Comparator.comparingInt(ByteBuffer::capacity));
    int fits = 0;
    while (fits < free.size() && free.get(fits).capacity() < bytes) {
      fits++;
    }
    ByteBuffer buffer = fits < free.size() ? free.remove(fits) : ByteBuffer.allocateDirect(bytes);
    taken.add(buffer);
    return buffer.slice(0, bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Takes back everything that was given: nobody reads it any more. */
  void release() {
    free.addAll(taken);
    taken.clear();
  }
}
