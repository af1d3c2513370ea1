package io.gleaner.dedup;

import java.util.Arrays;
import java.util.Objects;

/**
 * Some thousand images side by side, of the pool or of evaluation sets, with the table that each is
 * in. Immutable. Memory: 20 bytes an image, and its id.
 */
public final class CandidateBlock {
  /** The table of every evaluation image. */
  public static final int EVALUATION = -1;

  private final String[] ids;
  private final long[] pixels;
  private final long[] bytes;
  private final int[] tables;

  private CandidateBlock(String[] ids, long[] pixels, long[] bytes, int[] tables) {
    this.ids = ids;
    this.pixels = pixels;
    this.bytes = bytes;
    this.tables = tables;
  }

  public int size() {
    return ids.length;
  }

  public String id(int i) {
    return ids[i];
  }

  /** Returns image {@code i}, whose size counts for nothing where it is an evaluation image. */
  public Candidate candidate(int i) {
    return new Candidate(ids[i], pixels[i], bytes[i]);
  }

  long pixels(int i) {
    return pixels[i];
  }

  long bytes(int i) {
    return bytes[i];
  }

  /** Returns the number of the table that image {@code i} is in, or {@link #EVALUATION}. */
  public int table(int i) {
    return tables[i];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CandidateBlock that
        && Arrays.equals(ids, that.ids)
        && Arrays.equals(pixels, that.pixels)
        && Arrays.equals(bytes, that.bytes)
        && Arrays.equals(tables, that.tables);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(ids) + Arrays.hashCode(tables);
  }

  /** Collects images into a block. Not thread-safe. */
  public static final class Builder {
    private String[] ids = new String[16];
    private long[] pixels = new long[16];
    private long[] bytes = new long[16];
    private int[] tables = new int[16];
    private int size;

    /** Adds an image of the pool that is in that table, at least 0. */
    public Builder add(Candidate image, int table) {
      Objects.checkIndex(table, Integer.MAX_VALUE);
      return add(image.id(), image.pixels(), image.bytes(), table);
    }

    /** Adds an evaluation image. */
    public Builder addEvaluation(String id) {
      return add(id, 0, 0, EVALUATION);
    }

    /** Adds image {@code i} of a block. */
    Builder addFrom(CandidateBlock block, int i) {
      return add(block.ids[i], block.pixels[i], block.bytes[i], block.tables[i]);
    }

    Builder add(String id, long imagePixels, long imageBytes, int table) {
      if (size == ids.length) {
        ids = Arrays.copyOf(ids, 2 * size);
        pixels = Arrays.copyOf(pixels, 2 * size);
        bytes = Arrays.copyOf(bytes, 2 * size);
        tables = Arrays.copyOf(tables, 2 * size);
      }
      ids[size] = id;
      pixels[size] = imagePixels;
      bytes[size] = imageBytes;
      tables[size++] = table;
      return this;
    }

    public int size() {
      return size;
    }

    /** Returns the images so far; the builder can go on. */
    public CandidateBlock build() {
      return new CandidateBlock(
          Arrays.copyOf(ids, size),
          Arrays.copyOf(pixels, size),
          Arrays.copyOf(bytes, size),
          Arrays.copyOf(tables, size));
    }
  }
}
