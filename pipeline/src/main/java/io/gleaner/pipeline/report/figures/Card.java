package io.gleaner.pipeline.report.figures;

import java.util.List;
import java.util.Map;

/**
 * An image that can be clicked on.
 *
 * @param thumbnail a JPEG, or null
 * @param missing why there is no thumbnail, or null
 * @param fate what became of the image
 * @param sets curated sets that called for it, or that it belongs to
 * @param row its row of {@code images/} without vectors, as text
 * @param story why it is in or out, a sentence each; an id in it is written {@code [[id]]}
 */
public record Card(
    String uri,
    String source,
    byte[] thumbnail,
    String missing,
    Fate fate,
    List<String> sets,
    Map<String, String> row,
    List<String> story) {
  /** What became of an image. */
  public enum Fate {
    IN_MANIFEST,
    NOT_CALLED_FOR,
    REMOVED,
    CURATED,
    EVALUATION,
    REJECTED
  }
}
