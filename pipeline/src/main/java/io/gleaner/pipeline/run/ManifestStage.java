package io.gleaner.pipeline.run;

import io.gleaner.pipeline.report.Report;
import io.gleaner.pipeline.report.Statistics;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Sql;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Unites what the sets retrieved, by id, into the training manifest, and counts. A join on disk:
 * what does not fit in memory spills.
 */
final class ManifestStage implements Stage {
  private final RunDirectory directory;
  private final String title;
  private final List<String> carried;
  private final EmbedStage embed;
  private final RetrieveStage retrieval;

  /**
   * @param title of the report
   * @param carried fields that go into the manifest
   */
  ManifestStage(
      RunDirectory directory,
      String title,
      List<String> carried,
      EmbedStage embed,
      RetrieveStage retrieval) {
    this.directory = directory;
    this.title = title;
    this.carried = List.copyOf(carried);
    this.embed = embed;
    this.retrieval = retrieval;
  }

  @Override
  public String name() {
    return "manifest";
  }

  @Override
  public List<Location> outputs() {
    return List.of(
        directory.manifest(),
        directory.statistics(),
        directory.statisticsJson(),
        directory.report());
  }

  @Override
  public String fingerprint() {
    return Fingerprint.of("manifest/1")
        .with(embed.fingerprint())
        .with(retrieval.fingerprint())
        .with(title)
        .withAll(carried)
        .hex();
  }

  @Override
  public Map<String, Long> execute(Execution execution) throws Exception {
    List<Location> images = RunDirectory.tables(directory.images());
    List<Location> retrieved =
        RunDirectory.tables(directory.retrieved()).stream()
            .filter(file -> !file.name().equals(RetrievalTables.STATISTICS_FILE))
            .toList();
    Path spill = directory.spill();
    try (Sql sql = Sql.open(spill, execution.parallelism())) {
      Location part = directory.manifest().resolve("part-0.parquet");
      sql.write(union(sql, images, retrieved), part);
      Statistics statistics =
          Statistics.write(
              sql,
              new Statistics.Sources(
                  images,
                  RunDirectory.tables(directory.rejected()),
                  RunDirectory.tables(directory.duplicates()),
                  RunDirectory.tables(directory.components()),
                  retrieved,
                  directory.retrieved().resolve(RetrievalTables.STATISTICS_FILE),
                  List.of(part)),
              directory.statistics(),
              directory.statisticsJson());
      Report.write(title, statistics, directory.report().resolve("index.html"));
      long rows =
          ((Number)
                  sql.rows("SELECT count(*) AS n FROM " + sql.tables(List.of(part)))
                      .get(0)
                      .get("n"))
              .longValue();
      return Map.of("images", rows);
    } finally {
      Location.of(spill).deleteAll();
    }
  }

  private String union(Sql sql, List<Location> images, List<Location> retrieved)
      throws IOException {
    String fields =
        carried.stream()
            .map(field -> "image." + Sql.name(field) + ", ")
            .collect(Collectors.joining());
    return """
    SELECT image.id, image.uri, image.key, image.sha256, image.width, image.height, image.source,
           %s calls.retrievals
    FROM (SELECT id, list(struct_pack("set" := "set", mode := mode, query_id := query_id,
                                      similarity := similarity, "cluster" := "cluster")
                          ORDER BY "set", mode, query_id NULLS FIRST) AS retrievals
          FROM %s GROUP BY id) AS calls
    JOIN %s AS image USING (id)
    ORDER BY image.id
    """
        .formatted(fields, sql.tables(retrieved), sql.tables(images));
  }
}
