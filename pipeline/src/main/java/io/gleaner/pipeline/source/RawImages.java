package io.gleaner.pipeline.source;

import java.io.Closeable;
import java.io.IOException;

/** One pass over a unit of a source, image after image. Holds one at a time. Not thread-safe. */
public interface RawImages extends Closeable {
  /** Returns the next input or null at the end; what is wrong with one input is in its row. */
  RawImage next() throws IOException;

  /** A pass over one input. */
  static RawImages of(RawImage only) {
    return new RawImages() {
      private RawImage left = only;

      @Override
      public RawImage next() {
        RawImage image = left;
        left = null;
        return image;
      }

      @Override
      public void close() {}
    };
  }
}
