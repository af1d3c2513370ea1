package io.gleaner.pipeline.embed;

import io.gleaner.pipeline.source.Place;
import io.gleaner.pipeline.table.Format;
import java.util.List;
import java.util.Map;

/**
 * One usable image as {@code images/} holds it (docs/formats.md). Of one whose embedding someone
 * else made {@code sha256}, {@code width}, {@code height}, {@code format}, {@code bytes} and {@code
 * place} may be null.
 *
 * @param id stable identity, from source and uri
 * @param uri name within the source
 * @param key the original key
 * @param source {@code pool}, {@code evaluation} or {@code curated/NAME}
 * @param sha256 of the encoded bytes, 64 hex digits
 * @param phash 64-bit DCT hash, or null for a flat image
 * @param constant whether all its pixels are equal: such pictures have one embedding a colour
 * @param width pixels, upright
 * @param height pixels, upright
 * @param format such as {@code jpeg}
 * @param bytes length of the encoded image
 * @param place where the encoded image is
 * @param carried fields that go through to the manifest, by name
 * @param embedding [dimension] as the encoder gave it; not copied
 * @param copyEmbedding [dimension] of the copy-detection encoder, or null where one encoder serves
 *     both purposes
 */
record ImageRecord(
    String id,
    String uri,
    String key,
    String source,
    String sha256,
    Long phash,
    boolean constant,
    Integer width,
    Integer height,
    String format,
    Integer bytes,
    Place place,
    Map<String, String> carried,
    float[] embedding,
    float[] copyEmbedding) {

  /** Returns the columns of {@code images/}, with one text column for each carried field. */
  static Format<ImageRecord> format(List<String> carried) {
    Format<ImageRecord> format =
        Format.<ImageRecord>empty()
            .withText("id", ImageRecord::id)
            .withText("uri", ImageRecord::uri)
            .withText("key", ImageRecord::key)
            .withText("source", ImageRecord::source)
            .withText("sha256", ImageRecord::sha256)
            .withNullableLong("phash", ImageRecord::phash)
            .withBoolean("constant", ImageRecord::constant)
            .withNullableInteger("width", ImageRecord::width)
            .withNullableInteger("height", ImageRecord::height)
            .withText("format", ImageRecord::format)
            .withNullableInteger("bytes", ImageRecord::bytes);
    format = PlaceColumns.after(format, ImageRecord::place);
    for (String field : carried) {
      format = format.withText(field, image -> image.carried().get(field));
    }
    return format
        .withVector("embedding", ImageRecord::embedding)
        .withVector("copy_embedding", ImageRecord::copyEmbedding);
  }

  /** Returns this image with its embeddings. */
  ImageRecord with(float[] semantic, float[] copy) {
    return new ImageRecord(
        id, uri, key, source, sha256, phash, constant, width, height, format, bytes, place, carried,
        semantic, copy);
  }
}
