package io.gleaner.pipeline.plan.count;

import io.gleaner.clustering.sampling.Draws;
import io.gleaner.pipeline.source.GivenUnit;
import io.gleaner.pipeline.source.SourceUnit;
import io.gleaner.pipeline.source.UnitCount;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Counts the images of sources by their listings, and by looking into some of their shards. Which
 * shards is drawn by a keyed hash of their names, so that the answer is the same each time. Up to
 * {@value #SHARDS} tars and {@value #TABLES} Parquet files or arrays of a source are all looked
 * into, and then the count is exact, but for compressed tars and those of very many members.
 */
public final class CountSources {
  /** Tars of a source that are looked into: some thousand seeks each. */
  static final int SHARDS = 24;

  /** Parquet files of a source whose footers are read, and arrays whose headers are. */
  static final int TABLES = 1000;

  private static final String PURPOSE = "plan";

  private CountSources() {}

  /** Returns a count for each source, in the order of the units. */
  public static List<SourceCount> of(List<SourceUnit> units) throws IOException {
    Map<String, List<SourceUnit>> bySource = new LinkedHashMap<>();
    units.forEach(
        unit -> bySource.computeIfAbsent(unit.source(), none -> new ArrayList<>()).add(unit));
    List<SourceCount> counts = new ArrayList<>();
    for (Map.Entry<String, List<SourceUnit>> source : bySource.entrySet()) {
      counts.add(of(source.getKey(), source.getValue()));
    }
    return counts;
  }

  private static SourceCount of(String source, List<SourceUnit> units) throws IOException {
    long files = 0;
    long bytes = 0;
    List<SourceUnit> tars = new ArrayList<>();
    List<SourceUnit> tables = new ArrayList<>();
    for (SourceUnit unit : units) {
      bytes += bytes(unit);
      if (unit.inputs().isPresent()) {
        files += unit.inputs().getAsLong();
      } else {
        (isTable(unit) ? tables : tars).add(unit);
      }
    }
    List<SourceUnit> drawnTars = draw(tars, SHARDS);
    List<SourceUnit> drawnTables = draw(tables, TABLES);
    return new SourceCount(
        source,
        files,
        tars.size() + tables.size(),
        bytes,
        drawnTars.size() + drawnTables.size(),
        Estimate.exactly(files)
            .plus(estimate(drawnTars, tars))
            .plus(estimate(drawnTables, tables)));
  }

  private static Estimate estimate(List<SourceUnit> drawn, List<SourceUnit> shards)
      throws IOException {
    if (shards.isEmpty()) {
      return Estimate.exactly(0);
    }
    List<UnitCount> counts = new ArrayList<>();
    for (SourceUnit shard : drawn) {
      counts.add(shard.count());
    }
    return Estimate.of(counts, shards.size(), shards.stream().mapToLong(CountSources::bytes).sum());
  }

  private static boolean isTable(SourceUnit unit) {
    return unit instanceof GivenUnit
        || unit.read().stream()
            .allMatch(file -> file.location().name().toLowerCase(Locale.ROOT).endsWith(".parquet"));
  }

  /** Returns up to {@code most} of the units, each equally likely, in the order of their draws. */
  public static List<SourceUnit> draw(List<SourceUnit> units, int most) {
    return units.stream()
        .sorted(
            Comparator.comparingLong(
                    (SourceUnit unit) -> Draws.hash(0, PURPOSE, unit.source() + "/" + unit.name()))
                .thenComparing(SourceUnit::name))
        .limit(most)
        .toList();
  }

  private static long bytes(SourceUnit unit) {
    return unit.read().stream().mapToLong(file -> Math.max(0, file.bytes())).sum();
  }
}
