package io.gleaner.dedup.hash;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * The hashes of some thousand images side by side, the unit in which a run hands them to the
 * transforms of this package. Immutable.
 */
public final class HashBlock {
  /** Bytes of a SHA-256. */
  public static final int DIGEST = 32;

  final String[] ids;
  final byte[] digests; // [images, 32]
  final long[] perceptual; // [images], 0 where flat
  final boolean[] flat; // [images]

  HashBlock(String[] ids, byte[] digests, long[] perceptual, boolean[] flat) {
    this.ids = ids;
    this.digests = digests;
    this.perceptual = perceptual;
    this.flat = flat;
  }

  public int size() {
    return ids.length;
  }

  public String id(int image) {
    return ids[image];
  }

  /** Returns the perceptual hash, or nothing for a flat picture. */
  public OptionalLong perceptual(int image) {
    return flat[image] ? OptionalLong.empty() : OptionalLong.of(perceptual[image]);
  }

  /** Returns the SHA-256 as four big-endian words. */
  long[] digestWords(int image) {
    long[] words = new long[DIGEST / Long.BYTES];
    ByteBuffer.wrap(digests, image * DIGEST, DIGEST).asLongBuffer().get(words);
    return words;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HashBlock that
        && Arrays.equals(ids, that.ids)
        && Arrays.equals(digests, that.digests)
        && Arrays.equals(perceptual, that.perceptual)
        && Arrays.equals(flat, that.flat);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(ids) + Arrays.hashCode(digests);
  }

  @Override
  public String toString() {
    return "hashes of " + Arrays.toString(ids);
  }

  /** Collects hashes into a block. Not thread-safe. */
  public static final class Builder {
    private String[] ids = new String[16];
    private byte[] digests = new byte[16 * DIGEST];
    private long[] perceptual = new long[16];
    private boolean[] flat = new boolean[16];
    private int size;

    /**
     * Adds an image.
     *
     * @param sha256 [32] of the encoded bytes; copied
     * @param hash {@link PerceptualHash}, nothing for a flat picture
     */
    public Builder add(String id, byte[] sha256, OptionalLong hash) {
      if (sha256.length != DIGEST) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "the SHA-256 of %s has %d bytes, must have 32", id, sha256.length));
      }
      if (size == ids.length) {
        ids = Arrays.copyOf(ids, 2 * size);
        digests = Arrays.copyOf(digests, 2 * size * DIGEST);
        perceptual = Arrays.copyOf(perceptual, 2 * size);
        flat = Arrays.copyOf(flat, 2 * size);
      }
      ids[size] = id;
      System.arraycopy(sha256, 0, digests, size * DIGEST, DIGEST);
      perceptual[size] = hash.orElse(0);
      flat[size++] = hash.isEmpty();
      return this;
    }

    public int size() {
      return size;
    }

    /** Returns the images so far; the builder can go on. */
    public HashBlock build() {
      return new HashBlock(
          Arrays.copyOf(ids, size),
          Arrays.copyOf(digests, size * DIGEST),
          Arrays.copyOf(perceptual, size),
          Arrays.copyOf(flat, size));
    }
  }
}
