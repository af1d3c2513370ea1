package io.gleaner.pipeline.report.page;

import io.gleaner.pipeline.report.figures.Sweep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** What would change at other thresholds: a plot and a table, and retrieval by least similarity. */
record SweepView(
    boolean any,
    String description,
    String line,
    List<Dot> dots,
    List<Axis.Tick> across,
    List<Axis.Tick> up,
    List<Row> rows,
    boolean guarded,
    List<String> least,
    List<SetRow> sets) {
  private static final double LEFT = 62;
  private static final double RIGHT = 628;
  private static final double TOP = 20;
  private static final double BOTTOM = 222;

  record Dot(Double x, Double y, String threshold, Long removed, boolean chosen) {}

  record Row(
      String threshold, Long removed, Long left, Long largest, String change, boolean chosen) {}

  /** What a set would retrieve, in the order of {@code least}; empty where it is not told. */
  record SetRow(String set, String mode, List<String> retrieved) {}

  static SweepView of(Sweep sweep) {
    if (sweep == null) {
      return new SweepView(
          false, "", "", List.of(), List.of(), List.of(), List.of(), false, List.of(), List.of());
    }
    List<Sweep.Threshold> thresholds = sweep.thresholds();
    long greatest = thresholds.stream().mapToLong(Sweep.Threshold::removed).max().orElse(0);
    double first = thresholds.isEmpty() ? 0 : thresholds.get(0).threshold();
    double last = thresholds.isEmpty() ? 1 : thresholds.get(thresholds.size() - 1).threshold();
    Axis across = Axis.linear(first, last, LEFT, RIGHT);
    Axis up = Axis.counts(greatest, false, BOTTOM, TOP);
    long now =
        thresholds.stream()
            .filter(Sweep.Threshold::chosen)
            .mapToLong(Sweep.Threshold::removed)
            .findFirst()
            .orElse(-1);
    List<Dot> dots = new ArrayList<>();
    List<Row> rows = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (Sweep.Threshold at : thresholds) {
      Dot dot =
          new Dot(
              across.at(at.threshold()),
              up.at((double) at.removed()),
              Numbers.similarity(at.threshold()),
              at.removed(),
              at.chosen());
      dots.add(dot);
      line.append(String.format(Locale.ROOT, "%.1f,%.1f ", dot.x(), dot.y()));
      rows.add(
          new Row(
              dot.threshold(),
              at.removed(),
              at.left(),
              at.largest(),
              at.chosen() ? "this run" : now < 0 ? "" : difference(at.removed() - now),
              at.chosen()));
    }
    String description =
        thresholds.isEmpty()
            ? ""
            : "Images removed fall from "
                + Numbers.count(thresholds.get(0).removed())
                + " at "
                + Numbers.similarity(first)
                + " to "
                + Numbers.count(thresholds.get(thresholds.size() - 1).removed())
                + " at "
                + Numbers.similarity(last)
                + ".";
    TreeSet<Double> least = new TreeSet<>();
    sweep.retrieval().forEach(at -> least.add(at.leastSimilarity()));
    return new SweepView(
        !thresholds.isEmpty(),
        description,
        line.toString().strip(),
        dots,
        across.ticks(),
        up.ticks(),
        rows,
        sweep.guarded(),
        least.stream().map(Numbers::similarity).toList(),
        sets(sweep, least));
  }

  private static String difference(long change) {
    return (change > 0 ? "+" : change < 0 ? "−" : "±") + Numbers.count(Math.abs(change));
  }

  private static List<SetRow> sets(Sweep sweep, TreeSet<Double> least) {
    Map<List<String>, Map<Double, String>> cells = new LinkedHashMap<>();
    for (Sweep.LeastSimilarity at : sweep.retrieval()) {
      cells
          .computeIfAbsent(List.of(at.set(), at.mode()), any -> new LinkedHashMap<>())
          .put(
              at.leastSimilarity(),
              at.retrieved() == at.distinct()
                  ? Numbers.count(at.retrieved())
                  : Numbers.count(at.retrieved()) + " (" + Numbers.count(at.distinct()) + ")");
    }
    List<SetRow> rows = new ArrayList<>();
    cells.forEach(
        (key, byLeast) ->
            rows.add(
                new SetRow(
                    key.get(0),
                    key.get(1),
                    least.stream().map(value -> byLeast.getOrDefault(value, "")).toList())));
    return rows;
  }
}
