package io.gleaner.dedup.sweep;

/**
 * Numbers images from 0 in the order in which they are added, by 64-bit keys that are not zero: an
 * open hash table of primitive arrays. Memory: 12 bytes a slot, 18 to 48 bytes an image. Not
 * thread-safe.
 */
public final class NodeKeys {
  private static final int SMALLEST = 1024;

  private long[] keys = new long[SMALLEST];
  private int[] nodes = new int[SMALLEST];
  private int size;

  /** Numbers an image; one that was added before keeps its number. */
  public void add(long key) {
    int slot = slot(key);
    if (keys[slot] != key) {
      keys[slot] = key;
      nodes[slot] = size++;
      if (size > keys.length / 3 * 2) {
        grow();
      }
    }
  }

  /** Returns the number of an image, or -1 where it was not added. */
  public int node(long key) {
    int slot = slot(key);
    return keys[slot] == key ? nodes[slot] : -1;
  }

  /** Returns how many images were added. */
  public int size() {
    return size;
  }

  private int slot(long key) {
    int mask = keys.length - 1;
    int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & mask;
    while (keys[slot] != 0 && keys[slot] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldNodes = nodes;
    keys = new long[Math.multiplyExact(oldKeys.length, 2)];
    nodes = new int[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        nodes[slot] = oldNodes[i];
      }
    }
  }
}
