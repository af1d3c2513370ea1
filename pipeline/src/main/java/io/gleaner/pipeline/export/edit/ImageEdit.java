package io.gleaner.pipeline.export.edit;

import io.gleaner.pipeline.image.RejectedImageException;
import java.io.Serializable;

/** Makes of an original what an export holds in its place. Pure; used by many threads. */
public interface ImageEdit extends Serializable {
  /**
   * Returns the image that is exported.
   *
   * @param original the encoded image; nobody writes to its bytes
   * @throws RejectedImageException where it cannot be made; the image counts as missing, with the
   *     exception's reason and detail
   */
  ExportImage apply(ExportImage original) throws RejectedImageException;

  /** Whether every image leaves as it came, byte for byte. */
  boolean keepsBytes();

  /**
   * Returns all that decides a result, in one line. It is part of the export's fingerprint, and
   * {@code export.json} shows it.
   */
  String description();
}
