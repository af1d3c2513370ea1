package io.gleaner.pipeline.table;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Gathers rows into blocks by key on their way to a shuffle, so that few large elements travel:
 * when so many rows are held that memory matters, a block of each key goes. With k keys a block has
 * about {@value #ROWS} / k rows. Not thread-safe.
 */
public final class KeyedRows<K, R> {
  private static final int ROWS = 1 << 17;

  private final BiConsumer<K, List<R>> blocks;
  private Map<K, List<R>> held = new LinkedHashMap<>();
  private int rows;

  /**
   * @param blocks takes a key's block; it owns the list
   */
  public KeyedRows(BiConsumer<K, List<R>> blocks) {
    this.blocks = blocks;
  }

  public void add(K key, R row) {
    held.computeIfAbsent(key, absent -> new ArrayList<>()).add(row);
    rows++;
    if (rows == ROWS) {
      flush();
    }
  }

  /** Lets go of all that is held. */
  public void flush() {
    Map<K, List<R>> full = held;
    held = new LinkedHashMap<>();
    rows = 0;
    full.forEach(blocks);
  }
}
