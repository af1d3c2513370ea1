package io.gleaner.pipeline.original;

/** What became of an image that a run has seen. */
public sealed interface Original {
  /**
   * It is there as it was.
   *
   * @param bytes the encoded image; nobody writes to it
   */
  record Found(byte[] bytes) implements Original {}

  /**
   * The file is not there, or nothing says where it would be.
   *
   * @param detail for a person
   */
  record Gone(String detail) implements Original {}

  /**
   * The file is there and holds something else.
   *
   * @param detail for a person
   */
  record Changed(String detail) implements Original {}

  /**
   * The bytes cannot be had for another reason: a filesystem does not answer, a shard is damaged.
   *
   * @param detail for a person
   */
  record Unreadable(String detail) implements Original {}
}
