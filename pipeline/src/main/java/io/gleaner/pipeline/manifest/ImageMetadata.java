package io.gleaner.pipeline.manifest;

import java.util.List;

/**
 * What the manifest says of an image, beside who retrieved it (docs/formats.md).
 *
 * @param width pixels, or null where nobody knows; likewise {@code height}
 * @param carried values of the carried fields, in their order; null where the image has none
 */
public record ImageMetadata(
    String id,
    String uri,
    String key,
    String sha256,
    Integer width,
    Integer height,
    String source,
    List<String> carried) {
  /** Returns by what images are the same picture: their bytes or, where unknown, the image. */
  String picture() {
    return sha256 == null ? id : sha256;
  }
}
