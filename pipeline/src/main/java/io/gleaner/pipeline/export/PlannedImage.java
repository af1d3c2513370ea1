package io.gleaner.pipeline.export;

import io.gleaner.pipeline.export.format.ExportRow;
import io.gleaner.pipeline.original.StoredImage;
import io.gleaner.pipeline.source.Place;

/**
 * An image of a plan.
 *
 * @param row what is exported of it
 * @param place where its original is, or null where the run does not say
 */
record PlannedImage(ExportRow row, Place place) {
  StoredImage stored() {
    return new StoredImage(row.source(), row.uri(), place, row.sha256());
  }
}
