package io.gleaner.pipeline.report.page;

import com.samskivert.mustache.Mustache;
import io.gleaner.pipeline.report.figures.Card;
import io.gleaner.pipeline.report.figures.Flow;
import io.gleaner.pipeline.report.figures.ReportFigures;
import java.util.ArrayList;
import java.util.List;

/**
 * The whole page.
 *
 * @param blocks writes the cards where the template asks for them
 * @param facts the numbers at the top
 */
record PageView(
    Security security,
    OriginView origin,
    List<RetrievalView.Fact> facts,
    FlowPlot flow,
    TableView composition,
    TableView sources,
    DuplicatesView duplicates,
    SweepView sweep,
    RejectionsView rejections,
    ClustersView clusters,
    RetrievalView retrieval,
    OverlapView overlap,
    MapPlot map,
    List<Choice> fateChoices,
    List<Choice> setChoices,
    Mustache.Lambda blocks) {
  /** An option of a list. */
  record Choice(String value, String words) {}

  static PageView of(ReportFigures figures) {
    Pictures pictures = new Pictures(figures.cards());
    StatisticsView statistics = new StatisticsView(figures.statistics());
    List<String> sets =
        CardBlocks.setNames(
            figures.sets().stream().map(set -> set.set()).toList(), figures.cards());
    List<Choice> setChoices = new ArrayList<>();
    for (String set : sets) {
      setChoices.add(new Choice(String.valueOf(setChoices.size()), set));
    }
    List<Choice> fates = new ArrayList<>();
    for (Card.Fate fate : Card.Fate.values()) {
      fates.add(new Choice(Pictures.css(fate), Pictures.words(fate)));
    }
    String runKey = figures.origin().name() + "/" + figures.origin().started();
    CardBlocks blocks = new CardBlocks(pictures, sets, runKey);
    return new PageView(
        Security.ofPage(),
        OriginView.of(figures.origin(), statistics),
        facts(figures.flow()),
        FlowPlot.of(figures.flow()),
        statistics.table("composition"),
        statistics.table("sources"),
        DuplicatesView.of(figures.duplicates(), statistics, pictures),
        SweepView.of(figures.sweep()),
        RejectionsView.of(figures.rejections(), statistics, pictures),
        ClustersView.of(figures.clusters(), pictures),
        RetrievalView.of(figures.sets(), statistics, pictures),
        OverlapView.of(figures.overlap()),
        MapPlot.of(figures.map(), sets, pictures),
        fates,
        setChoices,
        (fragment, out) -> blocks.write(out));
  }

  /** What came in, what left, what was added and what arrived. */
  private static List<RetrievalView.Fact> facts(Flow flow) {
    if (flow == null) {
      return List.of();
    }
    long inputs = 0;
    long left = 0;
    long arrived = 0;
    for (Flow.Step step : flow.steps()) {
      inputs += step.column() == 0 ? step.images() : 0;
      left += step.kind() == Flow.Kind.LEAVES ? step.images() : 0;
      arrived += step.kind() == Flow.Kind.ARRIVES ? step.images() : 0;
    }
    return List.of(
        new RetrievalView.Fact(Numbers.count(inputs), "inputs", ""),
        new RetrievalView.Fact(Numbers.count(left), "left on the way", ""),
        new RetrievalView.Fact(Numbers.count(arrived), "in the manifest", ""));
  }
}
