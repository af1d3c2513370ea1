package io.gleaner.pipeline.table;

import io.gleaner.dedup.near.Edge;
import io.gleaner.dedup.near.EdgeBlock;
import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** Edges as tables: {@code id_a < id_b, similarity} (docs/formats.md). */
public final class EdgeTables {
  private static final int EDGES_PER_BLOCK = 1 << 14;

  private EdgeTables() {}

  /** Returns the transform that writes blocks of edges below {@code folder}. */
  public static WriteTables<EdgeBlock, Edge> write(Location folder) {
    return WriteTables.to(
        folder, none -> format(), EdgeBlock::edges, block -> block.a(0) + "\0" + block.b(0));
  }

  private static Format<Edge> format() {
    return Format.<Edge>empty()
        .withText("id_a", Edge::a)
        .withText("id_b", Edge::b)
        .withFloat("similarity", Edge::similarity);
  }

  /**
   * Returns the edges of {@code files}, read anew by each iterator. Memory: one block.
   *
   * @throws UncheckedIOException from the iterator, where a file cannot be read
   */
  public static Iterable<EdgeBlock> read(List<Location> files) {
    return () -> new Blocks(files.iterator());
  }

  private static final class Blocks implements Iterator<EdgeBlock> {
    private final Iterator<Location> files;
    private TableReader reader;
    private EdgeBlock next;

    Blocks(Iterator<Location> files) {
      this.files = files;
    }

    @Override
    public boolean hasNext() {
      if (next == null) {
        try {
          next = advance();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return next != null;
    }

    @Override
    public EdgeBlock next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      EdgeBlock block = next;
      next = null;
      return block;
    }

    private EdgeBlock advance() throws IOException {
      EdgeBlock.Builder block = new EdgeBlock.Builder();
      while (block.size() < EDGES_PER_BLOCK) {
        if (reader == null) {
          if (!files.hasNext()) {
            break;
          }
          reader = TableReader.open(files.next(), "id_a", "id_b", "similarity");
        }
        Row row = reader.next();
        if (row == null) {
          reader.close();
          reader = null;
        } else {
          block.add(row.text(0), row.text(1), (float) row.real(2));
        }
      }
      return block.size() == 0 ? null : block.build();
    }
  }
}
