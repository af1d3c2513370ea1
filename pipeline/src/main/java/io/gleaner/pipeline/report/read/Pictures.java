package io.gleaner.pipeline.report.read;

import java.util.Map;

/** Pictures of images, small, wherever their bytes are. */
public interface Pictures extends AutoCloseable {
  /**
   * A small picture.
   *
   * @param jpeg null where there is none
   * @param missing why, else null
   */
  record Picture(byte[] jpeg, String missing) {
    static Picture missing(String why) {
      return new Picture(null, why);
    }
  }

  /**
   * Reads a picture; what goes wrong is told in its place.
   *
   * @param row of {@code images/} or {@code rejected/}
   * @param small 64 pixels on the longer side in place of 160
   */
  Picture read(Map<String, Object> row, boolean small);

  @Override
  void close();
}
