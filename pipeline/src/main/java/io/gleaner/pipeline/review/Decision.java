package io.gleaner.pipeline.review;

/**
 * A row of a file of decisions.
 *
 * @param id of the image; may be null where {@code sha256} names the picture
 * @param other the second image of {@code KEEP_BOTH}, else null
 * @param cluster of {@code WRONG_CLUSTER}, else null
 * @param sha256 of the image in lower-case hex, or null where the file does not tell
 * @param file as the recipe names it
 * @param line where the row starts, from 1
 */
public record Decision(
    Verdict verdict,
    String id,
    String other,
    Integer cluster,
    String sha256,
    String file,
    long line) {
  /** Returns what is decided, without where it stands. */
  String content() {
    return String.join(
        "\u001f",
        verdict.label(),
        String.valueOf(id),
        String.valueOf(other),
        String.valueOf(cluster),
        String.valueOf(sha256));
  }

  String place() {
    return file + ":" + line;
  }
}
