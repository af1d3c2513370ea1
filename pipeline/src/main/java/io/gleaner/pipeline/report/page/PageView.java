package io.gleaner.pipeline.report.page;

import com.samskivert.mustache.Mustache;
import io.gleaner.pipeline.report.figures.Card;
import io.gleaner.pipeline.report.figures.Flow;
import io.gleaner.pipeline.report.figures.ReportFigures;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

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
        facts(figures.flow(), statistics),
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

  /** What came in, what left the pool, and what arrived. */
  private static List<RetrievalView.Fact> facts(Flow flow, StatisticsView statistics) {
    List<RetrievalView.Fact> facts = new ArrayList<>();
    if (flow != null) {
      facts.add(fact(flow, step -> step.column() == 0, "inputs"));
    }
    long removed = statistics.sum("deduplication", "removed");
    facts.add(new RetrievalView.Fact(Numbers.count(removed), "duplicates removed", ""));
    if (flow != null) {
      facts.add(fact(flow, step -> step.kind() == Flow.Kind.ARRIVES, "in the manifest"));
    }
    return facts;
  }

  private static RetrievalView.Fact fact(Flow flow, Predicate<Flow.Step> which, String name) {
    long images = flow.steps().stream().filter(which).mapToLong(Flow.Step::images).sum();
    return new RetrievalView.Fact(Numbers.count(images), name, "");
  }
}
