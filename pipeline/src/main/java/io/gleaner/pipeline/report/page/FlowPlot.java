package io.gleaner.pipeline.report.page;

import io.gleaner.pipeline.report.figures.Flow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The flow as a picture of Sankey's kind: a step is a bar as high as its images, a stream a ribbon
 * as wide as its own.
 */
record FlowPlot(
    Double width, Double height, List<Node> nodes, List<Ribbon> ribbons, List<Row> rows) {
  private static final double WIDTH = 860;
  private static final double BODY = 330;
  private static final double NODE = 12;
  private static final double LABEL = 138;

  /** From how many steps in a column on a label has one line in place of two. */
  private static final int DENSE = 12;

  /** What a step takes at least, and what lies between two. */
  private record Spacing(double slot, double gap) {
    static Spacing of(List<List<Flow.Step>> columns) {
      return columns.stream().anyMatch(column -> column.size() > DENSE)
          ? new Spacing(16, 3)
          : new Spacing(34, 14);
    }

    boolean dense() {
      return slot < 34;
    }
  }

  record Node(
      Double x,
      Double y,
      Double width,
      Double height,
      Double labelX,
      Double countY,
      Double labelY,
      String label,
      Long images,
      String kind,
      boolean dense) {}

  record Ribbon(String path, String kind, String from, String to, Long images) {}

  record Row(String from, String to, Long images) {}

  private static final class Place {
    private final Flow.Step step;
    private final double x;
    private final double y;
    private final double height;
    private double left;
    private double right;

    Place(Flow.Step step, double x, double y, double height) {
      this.step = step;
      this.x = x;
      this.y = y;
      this.height = height;
    }
  }

  static FlowPlot of(Flow flow) {
    if (flow == null || flow.steps().stream().allMatch(step -> step.images() == 0)) {
      return null;
    }
    Map<String, String> labels = new HashMap<>();
    flow.steps().forEach(step -> labels.put(step.name(), step.label()));
    List<Row> rows =
        flow.streams().stream()
            .map(
                stream ->
                    new Row(labels.get(stream.from()), labels.get(stream.to()), stream.images()))
            .toList();
    List<List<Flow.Step>> columns = columns(flow);
    double scale = scale(columns);
    Spacing spacing = Spacing.of(columns);
    Map<String, Place> places = new LinkedHashMap<>();
    double height = 0;
    for (int column = 0; column < columns.size(); column++) {
      double x = column * (WIDTH - LABEL - NODE) / Math.max(1, columns.size() - 1);
      double y = 4;
      for (Flow.Step step : ordered(columns.get(column), flow, places)) {
        double tall = Math.max(3, step.images() * scale);
        places.put(step.name(), new Place(step, x, y, tall));
        y += Math.max(tall, spacing.slot()) + spacing.gap();
      }
      height = Math.max(height, y);
    }
    List<Ribbon> ribbons = ribbons(flow, places, scale, labels);
    return new FlowPlot(
        WIDTH,
        height,
        places.values().stream().map(place -> node(place, spacing)).toList(),
        ribbons,
        rows);
  }

  private static List<List<Flow.Step>> columns(Flow flow) {
    List<List<Flow.Step>> columns = new ArrayList<>();
    for (Flow.Step step : flow.steps()) {
      while (columns.size() <= step.column()) {
        columns.add(new ArrayList<>());
      }
      if (step.images() > 0) {
        columns.get(step.column()).add(step);
      }
    }
    return columns;
  }

  /**
   * Returns a column's steps from top to bottom: by where their images come from, so that ribbons
   * cross little; of one origin, what leaves lies below what goes on.
   */
  private static List<Flow.Step> ordered(
      List<Flow.Step> column, Flow flow, Map<String, Place> places) {
    Map<Flow.Step, Double> origins = new HashMap<>();
    for (Flow.Step step : column) {
      double sum = 0;
      long images = 0;
      for (Flow.Stream stream : flow.streams()) {
        Place from = stream.to().equals(step.name()) ? places.get(stream.from()) : null;
        if (from != null) {
          sum += from.y * stream.images();
          images += stream.images();
        }
      }
      origins.put(step, images == 0 ? 0 : sum / images);
    }
    List<Flow.Step> ordered = new ArrayList<>(column);
    ordered.sort(
        Comparator.<Flow.Step>comparingDouble(origins::get)
            .thenComparing(step -> step.kind() == Flow.Kind.LEAVES));
    return ordered;
  }

  private static double scale(List<List<Flow.Step>> columns) {
    double greatest =
        columns.stream()
            .mapToDouble(column -> column.stream().mapToLong(Flow.Step::images).sum())
            .max()
            .orElse(1);
    return BODY / Math.max(1, greatest);
  }

  private static Node node(Place place, Spacing spacing) {
    double middle = place.y + place.height / 2;
    double text = place.height < spacing.slot() ? place.y + 11 : middle - 2;
    return new Node(
        place.x,
        place.y,
        NODE,
        place.height,
        place.x + NODE + 7,
        text,
        text + 15,
        place.step.label(),
        place.step.images(),
        css(place.step.kind()),
        spacing.dense());
  }

  private static List<Ribbon> ribbons(
      Flow flow, Map<String, Place> places, double scale, Map<String, String> labels) {
    List<Flow.Stream> streams = new ArrayList<>(flow.streams());
    streams.removeIf(
        s -> s.images() == 0 || !places.containsKey(s.from()) || !places.containsKey(s.to()));
    Map<Flow.Stream, double[]> starts = new HashMap<>();
    streams.sort(Comparator.comparingDouble(s -> places.get(s.to()).y));
    for (Flow.Stream stream : streams) {
      Place from = places.get(stream.from());
      starts.put(stream, new double[] {from.x + NODE, from.y + from.right});
      from.right += stream.images() * scale;
    }
    streams.sort(Comparator.comparingDouble(s -> places.get(s.from()).y));
    Map<Ribbon, Integer> ribbons = new LinkedHashMap<>();
    for (Flow.Stream stream : streams) {
      Place to = places.get(stream.to());
      double[] start = starts.get(stream);
      double thick = Math.max(1.2, stream.images() * scale);
      String path = path(start[0], start[1], to.x, to.y + to.left, thick);
      to.left += stream.images() * scale;
      Flow.Kind kind = to.step.kind();
      Ribbon ribbon =
          new Ribbon(
              path,
              css(kind == Flow.Kind.GOES_ON ? places.get(stream.from()).step.kind() : kind),
              labels.get(stream.from()),
              labels.get(stream.to()),
              stream.images());
      ribbons.put(ribbon, to.step.column() - places.get(stream.from()).step.column());
    }
    // A ribbon that passes over columns lies behind those that do not.
    return ribbons.entrySet().stream()
        .sorted(Map.Entry.<Ribbon, Integer>comparingByValue().reversed())
        .map(Map.Entry::getKey)
        .toList();
  }

  private static String path(double x, double y, double toX, double toY, double thick) {
    double middle = (x + toX) / 2;
    return String.format(
        Locale.ROOT,
        "M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1fV%.1fC%.1f %.1f %.1f %.1f %.1f %.1fZ",
        x,
        y,
        middle,
        y,
        middle,
        toY,
        toX,
        toY,
        toY + thick,
        middle,
        toY + thick,
        middle,
        y + thick,
        x,
        y + thick);
  }

  private static String css(Flow.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
