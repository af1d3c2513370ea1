package io.gleaner.dedup.near;

import java.util.Arrays;
import java.util.Locale;

/**
 * Numbers the ids that it is given, first come first numbered. Open addressing over an array of
 * numbers, so that a node costs 8 to 16 bytes of table, 4 to 8 of reference, and its string; a
 * {@code HashMap<String, Integer>} would add some 60. Not thread-safe.
 */
final class IdTable {
  private static final int EMPTY = -1;

  private String[] ids = new String[16];
  private int[] slots = filled(32);
  private int size;

  /** Returns the number of {@code id}, a new one where it is new. */
  int number(String id) {
    int slot = slotOf(id);
    if (slots[slot] != EMPTY) {
      return slots[slot];
    }
    if (size == ids.length) {
      grow();
      slot = slotOf(id);
    }
    slots[slot] = size;
    ids[size] = id;
    return size++;
  }

  int size() {
    return size;
  }

  /** Returns the ids in ascending order. */
  String[] sorted() {
    String[] sorted = Arrays.copyOf(ids, size);
    Arrays.sort(sorted);
    return sorted;
  }

  /** Returns for each number the place of its id in {@link #sorted}. */
  int[] ranks(String[] sorted) {
    int[] ranks = new int[size];
    for (int rank = 0; rank < size; rank++) {
      ranks[number(sorted[rank])] = rank;
    }
    return ranks;
  }

  private int slotOf(String id) {
    int mask = slots.length - 1;
    int slot = (id.hashCode() * 0x9E3779B9) >>> Integer.numberOfLeadingZeros(mask);
    while (slots[slot] != EMPTY && !ids[slots[slot]].equals(id)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    if (size > 1 << 28) {
      throw new IllegalStateException(
          String.format(Locale.ROOT, "more than %d images are joined by edges", size));
    }
    ids = Arrays.copyOf(ids, 2 * size);
    slots = filled(4 * size);
    for (int number = 0; number < size; number++) {
      slots[slotOf(ids[number])] = number;
    }
  }

  private static int[] filled(int length) {
    int[] slots = new int[length];
    Arrays.fill(slots, EMPTY);
    return slots;
  }
}
