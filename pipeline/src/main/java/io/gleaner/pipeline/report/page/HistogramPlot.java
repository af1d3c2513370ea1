package io.gleaner.pipeline.report.page;

import io.gleaner.pipeline.report.figures.Histogram;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A histogram with marks drawn in. Where counts differ by much their axis is logarithmic, and says
 * so.
 *
 * @param id of its title, of the page's alone
 * @param description for those who do not see it
 */
record HistogramPlot(
    String id,
    String title,
    String description,
    String measure,
    String counted,
    List<Bar> bars,
    List<Axis.Tick> across,
    List<Axis.Tick> up,
    List<MarkLine> marks,
    List<Bin> bins) {
  private static final double LEFT = 62;
  private static final double RIGHT = 628;
  private static final double TOP = 44;
  private static final double BOTTOM = 222;

  /** A bar, and whether it lies at or above what is decided by. */
  record Bar(Double x, Double y, Double width, Double height, boolean above, Bin bin) {}

  record MarkLine(Double x, Double labelY, String anchor, Double labelX, String label) {}

  record Bin(String from, String to, Long count) {}

  /** Returns a plot on an axis of the measure itself, or null where there is no histogram. */
  static HistogramPlot linear(String id, String title, String counted, Histogram histogram) {
    if (histogram == null || histogram.counts().length == 0) {
      return null;
    }
    double[] edges = histogram.edges();
    Axis across = Axis.linear(edges[0], edges[edges.length - 1], LEFT, RIGHT);
    return plot(id, title, counted, histogram, across, across);
  }

  /** Returns a plot whose bins are equally wide, for edges that grow by a factor. */
  static HistogramPlot byBin(String id, String title, String counted, Histogram histogram) {
    if (histogram == null || histogram.counts().length == 0) {
      return null;
    }
    double[] edges = histogram.edges();
    int bins = histogram.counts().length;
    double width = (RIGHT - LEFT) / bins;
    int every = Math.max(1, (int) Math.ceil(bins / 9.0));
    List<Axis.Tick> ticks = new ArrayList<>();
    for (int i = 0; i <= bins; i += every) {
      ticks.add(new Axis.Tick(LEFT + i * width, Numbers.axis(edges[i])));
    }
    Axis place = new Axis(value -> LEFT + width * binPlace(edges, value), ticks);
    return plot(id, title, counted, histogram, place, place);
  }

  private static double binPlace(double[] edges, double value) {
    int i = 0;
    while (i < edges.length - 2 && value >= edges[i + 1]) {
      i++;
    }
    double part = (value - edges[i]) / (edges[i + 1] - edges[i]);
    return i + Math.max(0, Math.min(1, part));
  }

  private static HistogramPlot plot(
      String id, String title, String counted, Histogram histogram, Axis across, Axis labels) {
    long[] counts = histogram.counts();
    double[] edges = histogram.edges();
    long greatest = LongStream.of(counts).max().orElse(0);
    boolean logarithmic = Axis.unequal(counts);
    Axis up = Axis.counts(greatest, logarithmic, BOTTOM, TOP);
    double decides = threshold(histogram);
    List<Bar> bars = new ArrayList<>();
    List<Bin> bins = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      double x = across.at(edges[i]);
      double y = up.at((double) counts[i]);
      Bin bin = new Bin(Numbers.axis(edges[i]), Numbers.axis(edges[i + 1]), counts[i]);
      bins.add(bin);
      double width = Math.max(across.at(edges[i + 1]) - x - 1, 0.5);
      if (counts[i] > 0) {
        bars.add(new Bar(x, y, width, BOTTOM - y, edges[i] >= decides - 1e-9, bin));
      }
    }
    return new HistogramPlot(
        id,
        title,
        description(histogram, counted),
        histogram.measure(),
        logarithmic ? counted + ", logarithmic" : counted,
        bars,
        labels.ticks(),
        up.ticks(),
        marks(histogram, across),
        bins);
  }

  /** What bars are told apart by: the mark named threshold, if there is one. */
  private static double threshold(Histogram histogram) {
    return histogram.marks().stream()
        .filter(mark -> mark.label().contains("threshold"))
        .mapToDouble(Histogram.Mark::value)
        .findFirst()
        .orElse(Double.POSITIVE_INFINITY);
  }

  private static List<MarkLine> marks(Histogram histogram, Axis across) {
    List<MarkLine> lines = new ArrayList<>();
    for (Histogram.Mark mark : histogram.marks()) {
      double x = Math.max(LEFT, Math.min(RIGHT, across.at(mark.value())));
      boolean left = x < (LEFT + RIGHT) / 2;
      lines.add(
          new MarkLine(
              x,
              lines.size() % 2 == 0 ? 14.0 : 29.0,
              left ? "start" : "end",
              left ? x + 5 : x - 5,
              mark.label() + " " + Numbers.axis(mark.value())));
    }
    return lines;
  }

  private static String description(Histogram histogram, String counted) {
    double[] edges = histogram.edges();
    long[] counts = histogram.counts();
    int tallest = 0;
    for (int i = 1; i < counts.length; i++) {
      tallest = counts[i] > counts[tallest] ? i : tallest;
    }
    StringBuilder text = new StringBuilder();
    text.append(Numbers.count(LongStream.of(counts).sum())).append(' ').append(counted);
    text.append(" by ").append(histogram.measure());
    text.append(" from ").append(Numbers.axis(edges[0]));
    text.append(" to ").append(Numbers.axis(edges[edges.length - 1]));
    text.append("; most, ").append(Numbers.count(counts[tallest]));
    text.append(", between ").append(Numbers.axis(edges[tallest]));
    text.append(" and ").append(Numbers.axis(edges[tallest + 1])).append('.');
    for (Histogram.Mark mark : histogram.marks()) {
      text.append(' ').append(mark.label()).append(" at ").append(Numbers.axis(mark.value()));
      text.append('.');
    }
    return text.toString();
  }
}
