package io.gleaner.pipeline.run;

import io.gleaner.pipeline.embed.UnusableVectors;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Row;
import io.gleaner.pipeline.table.TableReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks through embeddings that someone else wrote: rows that no stage can use, which all of them
 * leave out, are told in {@code rejected/}.
 */
final class CheckStage implements Stage {
  private final RunDirectory directory;
  private final List<Inputs> inputs;

  CheckStage(RunDirectory directory, List<Inputs> inputs) {
    this.directory = directory;
    this.inputs = List.copyOf(inputs);
  }

  @Override
  public String name() {
    return "check";
  }

  @Override
  public List<Location> outputs() {
    return List.of(directory.rejected());
  }

  @Override
  public String fingerprint() {
    return Fingerprint.of("check/1")
        .withAll(inputs.stream().map(each -> each.fingerprint().get()).toList())
        .hex();
  }

  @Override
  public Map<String, Long> execute(Execution execution) throws Exception {
    long rows = 0;
    List<UnusableVectors.Row> rejected = new ArrayList<>();
    for (Inputs input : inputs) {
      for (Location file : input.files()) {
        try (TableReader reader = TableReader.open(file, "id", input.column())) {
          for (Row row = reader.next(); row != null; row = reader.next()) {
            rows++;
            String wrong =
                row.isNull(0)
                    ? "there is no id"
                    : row.isNull(1) ? "there is no vector" : UnusableVectors.reason(row.vector(1));
            if (wrong != null) {
              rejected.add(new UnusableVectors.Row(file + "#" + row.text(0), wrong));
            }
          }
        }
      }
    }
    UnusableVectors.write(directory.rejected().resolve("part-0.parquet"), rejected);
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("rows", rows);
    counts.put("rejected", (long) rejected.size());
    return counts;
  }
}
