package io.gleaner.dedup.contraction;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.List;

/**
 * Room for what one pipeline leaves to the next: bytes under names such as {@code stars-3/17}.
 * Every worker and the driver see the same.
 */
public interface Scratch extends Serializable {
  /** What is to be kept. */
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Keeps {@code content} under {@code name}, in place of what was there. Others see all of it or
   * nothing, also where two write at once or one of them dies.
   */
  void write(String name, Content content) throws IOException;

  /** Opens what is kept under {@code name}. */
  InputStream read(String name) throws IOException;

  /** Returns the names that begin with {@code folder} and a slash, in any order. */
  List<String> names(String folder) throws IOException;

  /** Forgets the names that begin with {@code folder} and a slash. */
  void delete(String folder) throws IOException;
}
