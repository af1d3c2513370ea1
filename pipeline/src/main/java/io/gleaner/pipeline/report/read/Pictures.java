package io.gleaner.pipeline.report.read;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;

/** Pictures of images, small, wherever their bytes are. */
public interface Pictures {
  /**
   * An image whose picture is asked for.
   *
   * @param row of {@code images/} or {@code rejected/}, by column
   * @param small 64 pixels on the longer side in place of 160
   */
  record Wanted(String id, Map<String, Object> row, boolean small) {}

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

  /** Reads pictures; what goes wrong with one is told in its place. Returns them by id. */
  Map<String, Picture> read(Collection<Wanted> images) throws IOException;
}
