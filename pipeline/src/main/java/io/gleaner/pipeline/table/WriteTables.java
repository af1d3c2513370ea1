package io.gleaner.pipeline.table;

import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/**
 * Writes blocks of rows, one Parquet file for each bundle, named after the first row of the bundle:
 * a bundle that is done again replaces its file. Rows are in no particular file.
 *
 * @param <B> a block of rows, such as an {@code EdgeBlock}
 * @param <R> a row
 */
public final class WriteTables<B, R> extends PTransform<PCollection<B>, PDone> {
  private final Writer<B, R> writer;

  /** Something that makes the columns of a table, where they are written. */
  public interface Columns<R> extends SerializableFunction<Void, Format<R>> {}

  private WriteTables(Writer<B, R> writer) {
    this.writer = writer;
  }

  /**
   * @param folder of the tables
   * @param columns the tables' format
   * @param rows of a block
   * @param name tells blocks of one collection apart, by what they hold
   */
  public static <B, R> WriteTables<B, R> to(
      Location folder,
      Columns<R> columns,
      SerializableFunction<B, Iterable<R>> rows,
      SerializableFunction<B, String> name) {
    return new WriteTables<>(new Writer<>(folder, columns, rows, name));
  }

  @Override
  public PDone expand(PCollection<B> blocks) {
    blocks.apply("Write", ParDo.of(writer));
    return PDone.in(blocks.getPipeline());
  }

  private static final class Writer<B, R> extends DoFn<B, Void> {
    private final Location folder;
    private final Columns<R> columns;
    private final SerializableFunction<B, Iterable<R>> rows;
    private final SerializableFunction<B, String> name;
    private transient TableWriter<R> table;

    Writer(
        Location folder,
        Columns<R> columns,
        SerializableFunction<B, Iterable<R>> rows,
        SerializableFunction<B, String> name) {
      this.folder = folder;
      this.columns = columns;
      this.rows = rows;
      this.name = name;
    }

    @ProcessElement
    public void process(@Element B block) throws IOException {
      if (table == null) {
        byte[] text = name.apply(block).getBytes(StandardCharsets.UTF_8);
        Location file = folder.resolve("part-" + UUID.nameUUIDFromBytes(text) + ".parquet");
        table = TableWriter.open(file, columns.apply(null));
      }
      for (R row : rows.apply(block)) {
        table.add(row);
      }
    }

    @FinishBundle
    public void finishBundle() throws IOException {
      if (table != null) {
        try (TableWriter<R> finished = table) {
          table = null;
          finished.commit();
        }
      }
    }

    @Teardown
    public void tearDown() throws IOException {
      if (table != null) {
        table.close();
        table = null;
      }
    }
  }
}
