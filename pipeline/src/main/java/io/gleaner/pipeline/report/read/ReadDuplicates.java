package io.gleaner.pipeline.report.read;

import io.gleaner.pipeline.report.figures.DuplicateFigures;
import io.gleaner.pipeline.report.figures.DuplicateFigures.Component;
import io.gleaner.pipeline.report.figures.DuplicateFigures.Pair;
import io.gleaner.pipeline.report.figures.Histogram;
import io.gleaner.pipeline.report.figures.Sample;
import io.gleaner.pipeline.table.Sql;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What deduplication saw and did: some passes over the edges, one over each smaller table. */
final class ReadDuplicates {
  private static final List<String> KINDS =
      List.of("exact", "perceptual", "near", "relative", "curated", "review");

  private final Sql sql;
  private final RunFacts facts;
  private final Sizes sizes;

  private ReadDuplicates(Sql sql, RunFacts facts, Sizes sizes) {
    this.sql = sql;
    this.facts = facts;
    this.sizes = sizes;
  }

  static DuplicateFigures of(Sql sql, RunFacts facts, Sizes sizes)
      throws SQLException, IOException {
    return new ReadDuplicates(sql, facts, sizes).read();
  }

  private DuplicateFigures read() throws SQLException, IOException {
    double threshold = facts.threshold();
    double floor = floor();
    Histogram similarity = histogram("near", threshold, floor);
    Histogram evaluation = histogram("near_evaluation", facts.against(), floor);
    Sample<Pair> above = Double.isNaN(threshold) ? none() : beside(threshold, true);
    Sample<Pair> below = Double.isNaN(threshold) ? none() : beside(threshold, false);
    Map<String, Sample<Pair>> byKind = byKind();
    Sample<Component> largest = new ReadComponents(sql, sizes).read();
    Set<String> ids = new LinkedHashSet<>();
    above.shown().forEach(pair -> ids.addAll(List.of(pair.a(), pair.b())));
    below.shown().forEach(pair -> ids.addAll(List.of(pair.a(), pair.b())));
    byKind
        .values()
        .forEach(some -> some.shown().forEach(pair -> ids.addAll(List.of(pair.a(), pair.b()))));
    largest.shown().stream()
        .filter(component -> component.weakest() != null)
        .forEach(
            component -> ids.addAll(List.of(component.weakest().a(), component.weakest().b())));
    Verdicts verdicts = Verdicts.of(sql, facts.keep(), ids);
    Map<String, Sample<Pair>> decided = new LinkedHashMap<>();
    byKind.forEach((kind, pairs) -> decided.put(kind, decide(verdicts, pairs)));
    return new DuplicateFigures(
        threshold,
        floor,
        similarity,
        evaluation,
        decide(verdicts, above),
        decide(verdicts, below),
        decided,
        new Sample<>(
            largest.shown().stream().map(component -> decide(verdicts, component)).toList(),
            largest.of(),
            largest.order()));
  }

  private double floor() throws SQLException, IOException {
    if (!Double.isNaN(facts.floor())) {
      return facts.floor();
    }
    return Select.list(
            sql,
            "SELECT min(similarity) FROM near",
            row -> row.getObject(1) == null ? Double.NaN : row.getDouble(1))
        .get(0);
  }

  /** Returns null where there is no edge. */
  private Histogram histogram(String view, double threshold, double floor)
      throws SQLException, IOException {
    if (Double.isNaN(floor) || Select.number(sql, "SELECT count(*) FROM " + view) == 0) {
      return null;
    }
    List<Histogram.Mark> marks = new ArrayList<>();
    if (!Double.isNaN(threshold)) {
      marks.add(new Histogram.Mark("threshold", threshold));
    }
    marks.add(new Histogram.Mark("floor", floor));
    return Bins.over(floor, 1).count(sql, "similarity", "similarity", view, marks);
  }

  private Sample<Pair> beside(double threshold, boolean above) throws SQLException, IOException {
    String where = Select.format("similarity %s %s", above ? ">" : "<=", Select.real(threshold));
    List<Pair> pairs =
        Select.list(
            sql,
            Select.format(
                "SELECT id_a, id_b, similarity FROM near WHERE %s"
                    + " ORDER BY similarity %s, id_a, id_b LIMIT %d",
                where, above ? "ASC" : "DESC", sizes.pairs()),
            row -> new Pair(row.getString(1), row.getString(2), row.getFloat(3), "near", null, ""));
    return new Sample<>(
        pairs,
        Select.number(sql, "SELECT count(*) FROM near WHERE " + where),
        above
            ? "the least similar of the pairs above the threshold"
            : "the most similar of the pairs that are not above the threshold");
  }

  private static Sample<Pair> none() {
    return new Sample<>(List.of(), 0, "the run does not tell its threshold");
  }

  private Map<String, Sample<Pair>> byKind() throws SQLException, IOException {
    Map<String, Long> counts = new LinkedHashMap<>();
    KINDS.forEach(kind -> counts.put(kind, 0L));
    Select.list(
        sql,
        "SELECT kind, count(*) FROM removed GROUP BY 1 ORDER BY 1",
        row -> counts.put(row.getString(1), row.getLong(2)));
    Map<String, Sample<Pair>> byKind = new LinkedHashMap<>();
    for (Map.Entry<String, Long> kind : counts.entrySet()) {
      List<Pair> pairs =
          kind.getValue() == 0
              ? List.of()
              : Select.list(
                  sql,
                  Select.format(
                      "SELECT id, kept_id, similarity, kind FROM removed WHERE kind = %s"
                          + " AND id <> kept_id ORDER BY md5(id), id LIMIT %d",
                      Sql.text(kind.getKey()), sizes.kinds()),
                  row ->
                      new Pair(
                          row.getString(1),
                          row.getString(2),
                          row.getFloat(3),
                          row.getString(4),
                          null,
                          ""));
      byKind.put(kind.getKey(), new Sample<>(pairs, kind.getValue(), "drawn by a hash of the id"));
    }
    return byKind;
  }

  private static Sample<Pair> decide(Verdicts verdicts, Sample<Pair> pairs) {
    return new Sample<>(
        pairs.shown().stream().map(verdicts::decide).toList(), pairs.of(), pairs.order());
  }

  private static Component decide(Verdicts verdicts, Component component) {
    return new Component(
        component.component(),
        component.kind(),
        component.size(),
        component.weakestEdge(),
        component.representative(),
        component.split(),
        component.members(),
        component.weakest() == null ? null : verdicts.decide(component.weakest()));
  }
}
