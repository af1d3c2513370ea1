package io.gleaner.pipeline.image;

/** At what size a JPEG is decoded that is much larger than what is made of it. */
public enum DecodedSize {
  /** As it is stored. */
  EXACT,
  /**
   * At a half, a quarter or an eighth of its sides where that is still at least twice of what is
   * wanted: the decoder leaves high frequencies away, as Pillow's draft mode does. The native
   * decoder alone can.
   */
  SCALED
}
