package io.gleaner.pipeline.embed;

import io.gleaner.pipeline.image.RejectedImageException;
import io.gleaner.pipeline.source.Place;
import io.gleaner.pipeline.table.Format;

/**
 * One input that could not be used, as {@code rejected/} holds it.
 *
 * @param uri name within the source
 * @param source where it came from
 * @param place where its bytes are, or null where nobody knows
 * @param rejection why
 */
record RejectedRecord(String uri, String source, Place place, RejectedImageException rejection) {
  /** The columns of {@code rejected/}. */
  static final Format<RejectedRecord> FORMAT =
      PlaceColumns.after(
          Format.<RejectedRecord>empty()
              .withText("uri", RejectedRecord::uri)
              .withText("source", RejectedRecord::source)
              .withText("stage", rejected -> "embed")
              .withText("reason", rejected -> rejected.rejection().reason().name())
              .withText("detail", rejected -> rejected.rejection().detail()),
          RejectedRecord::place);
}
