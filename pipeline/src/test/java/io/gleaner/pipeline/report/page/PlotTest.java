package io.gleaner.pipeline.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gleaner.pipeline.report.figures.Flow;
import io.gleaner.pipeline.report.figures.Histogram;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Places and sizes in plots. */
class PlotTest {
  @Test
  void linear_threeBins_barsAreAsHighAsTheirCounts() {
    HistogramPlot plot =
        HistogramPlot.linear(
            "plot",
            "Title",
            "pairs",
            new Histogram(
                "similarity",
                new double[] {0.2, 0.4, 0.6, 0.8},
                new long[] {30, 0, 10},
                List.of(new Histogram.Mark("threshold", 0.6))));

    assertThat(plot.bars()).hasSize(2);
    HistogramPlot.Bar first = plot.bars().get(0);
    HistogramPlot.Bar last = plot.bars().get(1);
    assertThat(first.height()).isCloseTo(3 * last.height(), within(1e-9));
    assertThat(first.y() + first.height()).isEqualTo(last.y() + last.height());
    assertThat(first.above()).isFalse();
    assertThat(last.above()).isTrue();
    assertThat(plot.marks().get(0).x()).isCloseTo(last.x(), within(1e-9));
    assertThat(plot.counted()).isEqualTo("pairs");
    assertThat(plot.description()).contains("40 pairs", "most, 30,", "threshold at 0.6");
  }

  @Test
  void linear_countsOfUnlikeSize_areOnALogarithmicAxisThatSaysSo() {
    HistogramPlot plot =
        HistogramPlot.linear(
            "plot",
            "Title",
            "pairs",
            new Histogram("x", new double[] {0, 1, 2}, new long[] {100_000, 1}, List.of()));

    assertThat(plot.counted()).isEqualTo("pairs, logarithmic");
    assertThat(plot.bars().get(1).height()).isGreaterThan(5);
    assertThat(plot.up()).extracting(Axis.Tick::label).contains("0", "1", "10", "100,000");
    assertThat(plot.up())
        .extracting(Axis.Tick::place)
        .isSortedAccordingTo((a, b) -> b.compareTo(a));
  }

  @Test
  void byBin_edgesThatGrow_areEquallyWide() {
    HistogramPlot plot =
        HistogramPlot.byBin(
            "plot",
            "Title",
            "clusters",
            new Histogram(
                "size", new double[] {1, 10, 100, 1000}, new long[] {1, 2, 3}, List.of()));

    assertThat(plot.bars())
        .extracting(HistogramPlot.Bar::width)
        .allSatisfy(width -> assertThat(width).isCloseTo(plot.bars().get(0).width(), within(1e-9)));
    assertThat(plot.across())
        .extracting(Axis.Tick::label)
        .containsExactly("1", "10", "100", "1,000");
  }

  @Test
  void flow_stepsAndStreams_fillTheBarsThatTheyLeaveAndReach() {
    FlowPlot plot =
        FlowPlot.of(
            new Flow(
                List.of(
                    new Flow.Step("in", "in", 0, Flow.Kind.GOES_ON, 100),
                    new Flow.Step("gone", "gone", 1, Flow.Kind.LEAVES, 25),
                    new Flow.Step("kept", "kept", 1, Flow.Kind.GOES_ON, 75)),
                List.of(new Flow.Stream("in", "gone", 25), new Flow.Stream("in", "kept", 75))));

    FlowPlot.Node in = plot.nodes().get(0);
    assertThat(plot.nodes()).extracting(FlowPlot.Node::label).containsExactly("in", "kept", "gone");
    assertThat(plot.nodes().get(1).height()).isCloseTo(0.75 * in.height(), within(1e-9));
    assertThat(plot.ribbons()).hasSize(2);
    double left = 0;
    for (FlowPlot.Ribbon ribbon : plot.ribbons()) {
      List<Double> numbers = numbers(ribbon.path());
      // It starts at its first point and ends at its last, one below the other.
      left += numbers.get(numbers.size() - 1) - numbers.get(1);
    }
    assertThat(left).isCloseTo(in.height(), within(0.3));
  }

  @Test
  void flow_manySets_labelsDoNotCoverEachOther() {
    List<Flow.Step> steps = new ArrayList<>();
    for (int i = 0; i < 27; i++) {
      steps.add(new Flow.Step("set" + i, "set " + i, 0, Flow.Kind.GOES_ON, 1 + i % 3));
    }

    FlowPlot plot = FlowPlot.of(new Flow(steps, List.of()));

    for (int i = 1; i < 27; i++) {
      FlowPlot.Node node = plot.nodes().get(i);
      assertThat(node.dense()).isTrue();
      assertThat(node.countY() - plot.nodes().get(i - 1).countY()).isGreaterThan(12);
    }
    assertThat(plot.height()).isLessThan(900);
  }

  @Test
  void numbers_ofEachKind_areWrittenAlike() {
    assertThat(Numbers.count(1_234_567)).isEqualTo("1,234,567");
    assertThat(Numbers.similarity(0.97349)).isEqualTo("0.973");
    assertThat(Numbers.similarity(Double.NaN)).isEqualTo("–");
    assertThat(Numbers.share(1, 3)).isEqualTo("33.3\u00a0%");
    assertThat(Numbers.share(1, 1000)).isEqualTo("0.10\u00a0%");
    assertThat(Numbers.share(1, 0)).isEqualTo("–");
    assertThat(Numbers.seconds(3.24)).isEqualTo("3.2 s");
    assertThat(Numbers.seconds(245)).isEqualTo("4 min 5 s");
    assertThat(Numbers.seconds(7320)).isEqualTo("2 h 2 min");
    assertThat(Numbers.axis(0.30000000000000004)).isEqualTo("0.3");
    assertThat(Numbers.axis(4096)).isEqualTo("4,096");
  }

  private static List<Double> numbers(String path) {
    List<Double> numbers = new ArrayList<>();
    Matcher matcher = Pattern.compile("-?[0-9]+\\.[0-9]").matcher(path);
    while (matcher.find()) {
      numbers.add(Double.parseDouble(matcher.group()));
    }
    return numbers;
  }
}
