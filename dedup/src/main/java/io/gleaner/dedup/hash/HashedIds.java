package io.gleaner.dedup.hash;

import java.util.Arrays;

/**
 * Ids with one hash of a fixed number of words each, as they are shuffled: part of a {@link
 * HashBlock}. Immutable once handed on.
 */
final class HashedIds {
  private final int width;
  private String[] ids = new String[16];
  private long[] words;
  private int size;

  /**
   * @param width words of a hash, at least 1
   */
  HashedIds(int width) {
    this.width = width;
    words = new long[16 * width];
  }

  /** Adds an id with the hash {@code from[offset, offset + width)}. */
  void add(String id, long[] from, int offset) {
    if (size == ids.length) {
      ids = Arrays.copyOf(ids, 2 * size);
      words = Arrays.copyOf(words, 2 * size * width);
    }
    ids[size] = id;
    System.arraycopy(from, offset, words, size * width, width);
    size++;
  }

  /** Adds all of {@code other}, of the same width. */
  void addAll(HashedIds other) {
    for (int i = 0; i < other.size; i++) {
      addFrom(other, i);
    }
  }

  /** Adds entry {@code i} of {@code other}, of the same width. */
  void addFrom(HashedIds other, int i) {
    add(other.ids[i], other.words, i * width);
  }

  int width() {
    return width;
  }

  int size() {
    return size;
  }

  String id(int i) {
    return ids[i];
  }

  long word(int i, int word) {
    return words[i * width + word];
  }

  /** Compares hashes i and j as unsigned numbers, then ids. */
  int compare(int i, int j) {
    for (int word = 0; word < width; word++) {
      int order = Long.compareUnsigned(word(i, word), word(j, word));
      if (order != 0) {
        return order;
      }
    }
    return ids[i].compareTo(ids[j]);
  }

  boolean sameHash(int i, int j) {
    return Arrays.equals(words, i * width, (i + 1) * width, words, j * width, (j + 1) * width);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HashedIds that
        && width == that.width
        && Arrays.equals(ids, 0, size, that.ids, 0, that.size)
        && Arrays.equals(words, 0, size * width, that.words, 0, that.size * width);
  }

  @Override
  public int hashCode() {
    return 31 * size + Arrays.hashCode(Arrays.copyOf(words, size * width));
  }
}
