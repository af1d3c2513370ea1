package io.gleaner.pipeline.export.edit;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What is asked to be done to images.
 *
 * @param encoding when and as what images are encoded again
 * @param quality of JPEGs that are encoded, 1 to 100
 * @param shortest the shorter side of images that are larger, in pixels; 0 leaves all sizes
 * @param orientation what becomes of images whose metadata turn them
 * @param metadata what becomes of EXIF, XMP, IPTC, comments
 */
public record EditOptions(
    Encoding encoding, int quality, int shortest, TurnedImages orientation, Metadata metadata)
    implements Serializable {
  public static final int DEFAULT_QUALITY = 95;

  /** All bytes as they are. */
  public static final EditOptions NONE =
      new EditOptions(Encoding.ORIGINAL, DEFAULT_QUALITY, 0, TurnedImages.KEEP, Metadata.KEEP);

  /** When and as what images are encoded again. */
  public enum Encoding {
    /**
     * Only where another option needs it: what was compressed with loss becomes a JPEG, all else a
     * PNG.
     */
    ORIGINAL,
    /** Every image becomes a JPEG, those that are one already too. */
    JPEG,
    /** Every image becomes a PNG. */
    PNG
  }

  /** What becomes of images that their metadata turn or mirror. */
  public enum TurnedImages {
    /** Their pixels stay as they are stored, and so does the tag. */
    KEEP,
    /** Their pixels are turned, and the tag is gone. */
    APPLY
  }

  /** What becomes of metadata. */
  public enum Metadata {
    /** An image whose bytes stay keeps all; one that is encoded again keeps its colour profile. */
    KEEP,
    /** Only what decides how pixels look stays: the colour profile, and the orientation alone. */
    STRIP
  }

  public EditOptions {
    if (quality < 1 || quality > 100) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "a quality of %d, must be 1 to 100", quality));
    }
    if (shortest < 0) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "a shorter side of %d pixels, must be at least 1", shortest));
    }
  }

  /** Whether some images are decoded. */
  boolean decodes() {
    return !keepsBytes(); // of stripped images too, since a TIFF can only be encoded anew
  }

  /** Returns all that is asked, in words. */
  String description() {
    List<String> asked = new ArrayList<>();
    if (orientation == TurnedImages.APPLY) {
      asked.add("turned upright");
    }
    if (shortest > 0) {
      asked.add(String.format(Locale.ROOT, "shortest side at most %d pixels, bicubic", shortest));
    }
    switch (encoding) {
      case ORIGINAL -> {
        if (decodes()) {
          asked.add(
              String.format(
                  Locale.ROOT, "what changes is encoded as JPEG of quality %d or PNG", quality));
        }
      }
      case JPEG -> asked.add("encoded as JPEG of quality " + quality);
      case PNG -> asked.add("encoded as PNG");
    }
    if (metadata == Metadata.STRIP) {
      asked.add("metadata stripped");
    }
    return String.join(", ", asked);
  }

  /** Whether every image leaves as it is. */
  public boolean keepsBytes() {
    return encoding == Encoding.ORIGINAL
        && shortest == 0
        && orientation == TurnedImages.KEEP
        && metadata == Metadata.KEEP;
  }
}
