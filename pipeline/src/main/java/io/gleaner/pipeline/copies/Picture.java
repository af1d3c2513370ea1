package io.gleaner.pipeline.copies;

/**
 * An image by its bytes, on its way to those of equal bytes.
 *
 * @param sha256 of the bytes
 * @param table the number of the curated table that holds it, or {@link #POOL}
 */
record Picture(String sha256, String id, int table) {
  static final int POOL = -1;
}
