package io.gleaner.pipeline.export;

import io.gleaner.pipeline.table.Format;

/**
 * What became of one planned image.
 *
 * @param ordinal of the image
 * @param id of the image
 * @param label number of its class
 * @param name within the export, or null where it is missing
 * @param bytes as written, 0 where it is missing or the format holds none
 * @param sha256 of the bytes as written, or null likewise
 * @param width as written, or 0 where it is missing
 * @param height likewise
 * @param uri of a missing image, else null
 * @param source likewise
 * @param reason why it is missing, or null
 * @param detail for a person, or null
 */
record WrittenImage(
    long ordinal,
    String id,
    int label,
    String name,
    long bytes,
    String sha256,
    int width,
    int height,
    String uri,
    String source,
    String reason,
    String detail) {
  static final String[] COLUMNS = {
    "ordinal",
    "id",
    "class_index",
    "name",
    "bytes",
    "sha256",
    "width",
    "height",
    "uri",
    "source",
    "reason",
    "detail"
  };

  static Format<WrittenImage> format() {
    return Format.<WrittenImage>empty()
        .withLong("ordinal", WrittenImage::ordinal)
        .withText("id", WrittenImage::id)
        .withInteger("class_index", WrittenImage::label)
        .withText("name", WrittenImage::name)
        .withLong("bytes", WrittenImage::bytes)
        .withText("sha256", WrittenImage::sha256)
        .withInteger("width", WrittenImage::width)
        .withInteger("height", WrittenImage::height)
        .withText("uri", WrittenImage::uri)
        .withText("source", WrittenImage::source)
        .withText("reason", WrittenImage::reason)
        .withText("detail", WrittenImage::detail);
  }

  boolean isMissing() {
    return reason != null;
  }
}
