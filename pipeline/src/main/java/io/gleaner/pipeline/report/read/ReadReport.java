package io.gleaner.pipeline.report.read;

import io.gleaner.pipeline.original.Originals;
import io.gleaner.pipeline.report.Statistics;
import io.gleaner.pipeline.report.figures.Card;
import io.gleaner.pipeline.report.figures.ClusterFigures;
import io.gleaner.pipeline.report.figures.DuplicateFigures;
import io.gleaner.pipeline.report.figures.Flow;
import io.gleaner.pipeline.report.figures.ImageMap;
import io.gleaner.pipeline.report.figures.Origin;
import io.gleaner.pipeline.report.figures.Overlap;
import io.gleaner.pipeline.report.figures.Rejections;
import io.gleaner.pipeline.report.figures.ReportFigures;
import io.gleaner.pipeline.report.figures.SetFigures;
import io.gleaner.pipeline.report.figures.Sweep;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.table.Sql;
import java.io.IOException;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that a report shows, from a run's directory alone. Parts of a run that are not there
 * give empty samples.
 */
public final class ReadReport {
  private ReadReport() {}

  /**
   * Reads a run.
   *
   * @param sql with the run's views ({@code RunViews.open})
   * @param originals where pictures are read from
   * @param threads that decode them
   */
  public static ReportFigures of(
      RunDirectory directory, Sql sql, ReportOptions options, Originals originals, int threads)
      throws SQLException, IOException {
    RunFacts facts = RunFacts.of(directory);
    List<ReadRetrieval.SetMode> setModes = ReadRetrieval.setModes(sql);
    List<String> names = setModes.stream().map(ReadRetrieval.SetMode::set).distinct().toList();
    Sizes sizes = Sizes.of(setModes.size());
    long pool = pool(sql, facts);
    Origin origin = ReadOrigin.of(facts, directory.root().name());
    Flow flow = ReadFlow.of(sql, facts, pool);
    DuplicateFigures duplicates = ReadDuplicates.of(sql, facts, sizes);
    List<Rejections> rejections = ReadRejections.of(sql, sizes);
    ClusterFigures clusters = ReadClusters.of(sql, sizes);
    List<SetFigures> sets = ReadRetrieval.of(directory, sql, setModes, sizes);
    Overlap overlap = ReadOverlap.of(sql, names);
    ImageMap map = ReadMap.of(sql, sizes);
    Sweep sweep = ReadSweep.of(sql, facts, pool, duplicates.floor());
    NamedImages named = new NamedImages();
    named.add(duplicates);
    named.add(sets);
    named.add(clusters);
    named.addRejected(rejections);
    named.add(map);
    Pictures pictures = new ThumbnailsOfOriginals(originals, threads);
    Map<String, Card> cards = new ReadCards(sql, options, pictures).read(named, facts.moreThan());
    return new ReportFigures(
        origin,
        flow,
        statistics(sql),
        duplicates,
        rejections,
        clusters,
        sets,
        overlap,
        map,
        sweep,
        cards);
  }

  /** Returns how many images the pool has; single commands tell it in their marks alone. */
  private static long pool(Sql sql, RunFacts facts) throws SQLException, IOException {
    long images = Select.number(sql, "SELECT count(*) FROM images WHERE source = 'pool'");
    return images > 0
        ? images
        : Math.max(facts.count("deduplicate", "images"), facts.count("neighbours", "images"));
  }

  private static Map<String, List<Map<String, Object>>> statistics(Sql sql)
      throws SQLException, IOException {
    Map<String, List<Map<String, Object>>> tables = new LinkedHashMap<>();
    for (String name : Statistics.NAMES) {
      tables.put(name, sql.rows("SELECT * FROM statistics." + name));
    }
    return tables;
  }
}
