package io.gleaner.pipeline.source;

/**
 * How many inputs a unit holds, told by listings, headers and footers: no image is read.
 *
 * @param inputs that were counted
 * @param read bytes of the unit's files that the counted inputs and what is between them take
 * @param bytes of the unit's files in all, as they were listed
 */
public record UnitCount(long inputs, long read, long bytes) {
  static UnitCount whole(long inputs, long bytes) {
    return new UnitCount(inputs, bytes, bytes);
  }

  /** Whether all of the unit was looked at, so that the count is no estimate. */
  public boolean isWhole() {
    return read >= bytes;
  }

  /** Returns the inputs of the whole unit, if the rest of it is as what was looked at. */
  public double expected() {
    return isWhole() || read == 0 ? inputs : inputs * ((double) bytes / read);
  }
}
