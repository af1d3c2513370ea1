package io.gleaner.pipeline.run;

import io.gleaner.clustering.workers.Tasks;
import io.gleaner.pipeline.embed.UnusableVectors;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.EmbeddingRows;
import io.gleaner.pipeline.table.TableReader;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;

/**
 * Looks through embeddings that someone else wrote: rows that no stage can use, which all of them
 * leave out, are told in {@code rejected/}. Files are spread over workers. Memory of a worker: an
 * {@link EmbeddingRows}, and 100 bytes a rejected row of a file.
 */
final class CheckStage implements Stage {
  static final String NAME = "check";

  private final RunDirectory directory;
  private final List<Inputs> inputs;

  CheckStage(RunDirectory directory, List<Inputs> inputs) {
    this.directory = directory;
    this.inputs = List.copyOf(inputs);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Location> outputs() {
    return List.of(directory.rejected());
  }

  @Override
  public String fingerprint() {
    return Fingerprint.of("check/2")
        .withAll(inputs.stream().map(each -> each.fingerprint().get()).toList())
        .hex();
  }

  @Override
  public Map<String, Long> execute(Execution execution) throws Exception {
    long rows = 0;
    List<Table> tables = new ArrayList<>();
    for (Inputs input : inputs) {
      List<Location> files = input.files();
      rows += TableReader.rows(files);
      files.forEach(file -> tables.add(new Table(file, input.column())));
    }
    Pipeline pipeline = execution.pipeline();
    pipeline
        .apply("Tables", Tasks.of(tables, SerializableCoder.of(Table.class)))
        .apply("Check", ParDo.of(new FindUnusable()))
        .setCoder(SerializableCoder.of(UnusableVectors.Row.class))
        .apply("Write", UnusableVectors.write(directory.rejected()));
    execution.run(pipeline);
    long rejected = TableReader.rows(RunDirectory.tables(directory.rejected()));
    if (rejected == 0) {
      // Whoever reads the folder with SQL finds a table.
      UnusableVectors.writeNone(directory.rejected().resolve("part-0.parquet"));
    }
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("rows", rows);
    counts.put("rejected", rejected);
    return counts;
  }

  /** A file and which of its columns holds vectors. */
  private record Table(Location file, String column) implements Serializable {}

  private static final class FindUnusable extends DoFn<Table, UnusableVectors.Row> {
    @ProcessElement
    public void process(@Element Table table, OutputReceiver<UnusableVectors.Row> out)
        throws IOException {
      try (EmbeddingRows rows = EmbeddingRows.open(table.file, table.column)) {
        int dimension = 0;
        while (rows.next()) {
          if (dimension == 0 && rows.isUsable()) {
            dimension = rows.dimension();
          }
          String wrong = wrong(rows, dimension);
          if (wrong != null) {
            out.output(new UnusableVectors.Row(table.file + "#" + rows.id(), wrong));
          }
        }
      }
    }

    /**
     * Returns why a row cannot be used, or null.
     *
     * @param dimension of the first row that can be used, 0 before it
     */
    private static String wrong(EmbeddingRows rows, int dimension) {
      if (rows.id() == null) {
        return "there is no id";
      }
      if (!rows.hasVector()) {
        return "there is no vector";
      }
      if (rows.nullComponents() > 0) {
        return String.format(
            Locale.ROOT, "%d components of the vector are null", rows.nullComponents());
      }
      if (rows.dimension() == 0) {
        return "the vector has no components";
      }
      if (dimension > 0 && rows.dimension() != dimension) {
        return String.format(
            Locale.ROOT,
            "the vector has %d components, those before it %d",
            rows.dimension(),
            dimension);
      }
      return UnusableVectors.reason(rows.vector());
    }
  }
}
