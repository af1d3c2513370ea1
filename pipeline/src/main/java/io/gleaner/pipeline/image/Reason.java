package io.gleaner.pipeline.image;

/** Why an input is in {@code rejected/}: a closed set, each with what its detail holds. */
public enum Reason {
  /** The bytes could not be read; the detail is the system's message. */
  UNREADABLE,
  /** No bytes. */
  EMPTY,
  /** More bytes than the limit; not read. */
  TOO_MANY_BYTES,
  /** The content is no image; the detail says what it starts with. */
  NOT_AN_IMAGE,
  /** An image of a format that is not read, such as AVIF or SVG. */
  UNSUPPORTED_FORMAT,
  /** The file ends before the image does. */
  TRUNCATED,
  /** The decoder refused the content; the detail is its message. */
  CORRUPT,
  /** More pixels than the limit, by the header; not decoded. */
  TOO_MANY_PIXELS,
  /** The smaller side is below the limit. */
  TOO_SMALL,
  /** The longer side is more than the limit times the shorter. */
  TOO_ELONGATED,
  /** The same URI came before in this source. */
  DUPLICATE_URI,
  /** A shard's sidecars whose fields reach no image; the images themselves are not lost. */
  UNUSED_SIDECAR,
  /** The embedding has a NaN or infinite component, or is all zero. */
  UNUSABLE_EMBEDDING
}
