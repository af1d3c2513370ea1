package io.gleaner.pipeline.table;

import io.gleaner.pipeline.storage.Listing;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.storage.StoredFile;
import io.gleaner.retrieval.curated.Mode;
import io.gleaner.retrieval.curated.Retrieval;
import io.gleaner.retrieval.curated.RetrievalStatistics;
import io.gleaner.retrieval.curated.RetrievalTally;
import io.gleaner.retrieval.curated.RetrievedPart;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/** Retrievals and their statistics as tables (docs/formats.md). */
public final class RetrievalTables {
  /** The name of the table of all sets' statistics. */
  public static final String STATISTICS = "retrieval";

  /** Key of a part's footer: how many images it retrieves once, twice and so on. */
  private static final String TIMES = "gleaner.times";

  private static final Format<Retrieval> ROWS =
      Format.<Retrieval>empty()
          .withText("id", Retrieval::id)
          .withText("set", Retrieval::set)
          .withText("mode", retrieval -> retrieval.mode().label())
          .withText("query_id", Retrieval::queryId)
          .withNullableInteger(
              "rank", retrieval -> retrieval.mode() == Mode.SAMPLE ? retrieval.rank() : null)
          .withFloat("similarity", Retrieval::similarity)
          .withNullableInteger(
              "cluster",
              retrieval -> retrieval.mode() == Mode.CLUSTER ? retrieval.cluster() : null);

  private RetrievalTables() {}

  /**
   * Returns where a part is.
   *
   * @param folder of all sets
   */
  public static Location file(Location folder, RetrievedPart part) {
    return folder
        .resolve(part.set())
        .resolve(
            String.format(
                Locale.ROOT,
                "part-%s-%05d-of-%05d.parquet",
                part.mode().label(),
                part.part(),
                part.parts()));
  }

  /**
   * Writes a part, in place of an older one.
   *
   * @param folder of all sets
   * @param retrievals all that belong to the part, in {@link Retrieval#ORDER}
   */
  public static void write(Location folder, RetrievedPart part, List<Retrieval> retrievals)
      throws IOException {
    String times =
        RetrievalTally.times(retrievals).stream()
            .map(Object::toString)
            .collect(Collectors.joining(","));
    try (TableWriter<Retrieval> writer =
        TableWriter.open(file(folder, part), ROWS, Map.of(TIMES, times))) {
      for (Retrieval retrieval : retrievals) {
        writer.add(retrieval);
      }
      writer.commit();
    }
  }

  /**
   * Returns the parts of one mode of one set, in their order.
   *
   * @param folder of all sets
   */
  public static List<Location> parts(Location folder, String set, Mode mode) throws IOException {
    String prefix = "part-" + mode.label() + "-";
    return Listing.of(folder.resolve(set)).stream()
        .map(StoredFile::location)
        .filter(file -> file.name().startsWith(prefix))
        .toList();
  }

  /** Returns how many images a part retrieves once, twice and so on, from its footer. */
  public static List<Long> times(Location file) throws IOException {
    String times = TableReader.metadata(file).get(TIMES);
    if (times == null) {
      throw new IOException(String.format(Locale.ROOT, "%s has no %s in its footer", file, TIMES));
    }
    return times.isEmpty()
        ? List.of()
        : Arrays.stream(times.split(",")).map(Long::valueOf).toList();
  }

  /** Counts the similarities of a part, and its ranks where it has some. */
  public static void tally(Location file, RetrievalTally tally) throws IOException {
    try (TableReader reader = TableReader.open(file, "similarity", "rank")) {
      for (Row row = reader.next(); row != null; row = reader.next()) {
        tally.addSimilarity((float) row.real(0));
        if (!row.isNull(1)) {
          tally.addRank((int) row.integer(1));
        }
      }
    }
  }

  /** Streams the clusters that the images of a part were drawn from. */
  public static void clusters(Location file, IntConsumer clusters) throws IOException {
    try (TableReader reader = TableReader.open(file, "cluster")) {
      for (Row row = reader.next(); row != null; row = reader.next()) {
        clusters.accept((int) row.integer(0));
      }
    }
  }

  /** Streams the ids of a part, ascending; an image that is retrieved several times comes again. */
  public static void ids(Location file, Consumer<String> ids) throws IOException {
    try (TableReader reader = TableReader.open(file, "id")) {
      for (Row row = reader.next(); row != null; row = reader.next()) {
        ids.accept(row.text(0));
      }
    }
  }

  /** Streams the retrievals of a part, in {@link Retrieval#ORDER}. */
  public static void read(Location file, Consumer<Retrieval> retrievals) throws IOException {
    try (TableReader reader =
        TableReader.open(file, "id", "set", "mode", "query_id", "rank", "similarity", "cluster")) {
      for (Row row = reader.next(); row != null; row = reader.next()) {
        retrievals.accept(
            new Retrieval(
                row.text(0),
                row.text(1),
                Mode.valueOf(row.text(2).toUpperCase(Locale.ROOT)),
                row.text(3),
                (int) row.integer(4),
                (float) row.real(5),
                row.isNull(6) ? -1 : (int) row.integer(6)));
      }
    }
  }

  /**
   * Returns the columns of the statistics of a run's sets.
   *
   * @param tasks of the sets that have one
   */
  public static Format<RetrievalStatistics> statistics(Map<String, String> tasks) {
    return Format.<RetrievalStatistics>empty()
        .withText("set", RetrievalStatistics::set)
        .withText("task", row -> tasks.get(row.set()))
        .withText("mode", row -> row.mode().label())
        .withLong("queries", RetrievalStatistics::queries)
        .withLong("retrieved", RetrievalStatistics::retrieved)
        .withLong("distinct", RetrievalStatistics::distinct)
        .withLong("collisions", RetrievalStatistics::collisions)
        .withLong("queries_without", RetrievalStatistics::queriesWithout)
        .withLong("queries_short", RetrievalStatistics::queriesShort)
        .withFloat("least", row -> row.similarity().least())
        .withFloat("p05", row -> row.similarity().p05())
        .withFloat("p25", row -> row.similarity().p25())
        .withFloat("median", row -> row.similarity().median())
        .withFloat("p75", row -> row.similarity().p75())
        .withFloat("p95", row -> row.similarity().p95())
        .withFloat("greatest", row -> row.similarity().greatest());
  }
}
