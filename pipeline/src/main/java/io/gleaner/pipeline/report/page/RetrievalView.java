package io.gleaner.pipeline.report.page;

import io.gleaner.pipeline.report.figures.SetFigures;
import java.util.ArrayList;
import java.util.List;

/** What each curated set retrieved. */
record RetrievalView(
    List<CuratedSet> sets, boolean many, TableView collisions, TableView similarity) {
  record CuratedSet(String id, String set, String task, List<Mode> modes) {}

  /** One mode of a set, with its galleries. */
  record Mode(
      String id,
      String mode,
      String words,
      boolean retrieves,
      List<Fact> facts,
      HistogramPlot similarity,
      List<Collision> collisions,
      String examplesNote,
      List<Query> examples,
      String leastNote,
      List<Call> least,
      String withoutNote,
      List<Without> without) {}

  /** A number and what it counts. */
  record Fact(String value, String name, String detail) {}

  /** A bar of at most 100. */
  record Collision(Long times, Long images, Double length) {}

  /** A query, or null where a cluster called without an image that stands for it. */
  record Query(Pictures.Picture query, String cluster, List<Pictures.Picture> hits) {}

  /** An image and the query that called for it, or null where a cluster did. */
  record Call(Pictures.Picture query, Pictures.Picture hit, String similarity, String by) {}

  record Without(Pictures.Picture picture, String why) {}

  static RetrievalView of(List<SetFigures> sets, StatisticsView statistics, Pictures pictures) {
    List<CuratedSet> views = new ArrayList<>();
    for (SetFigures set : sets) {
      String id = "set-" + views.size();
      List<Mode> modes = new ArrayList<>();
      for (SetFigures.Retrieved mode : set.modes()) {
        modes.add(mode(id + "-" + modes.size(), mode, pictures));
      }
      views.add(new CuratedSet(id, set.set(), set.task() == null ? "" : set.task(), modes));
    }
    return new RetrievalView(
        views, views.size() > 1, statistics.table("collisions"), statistics.table("similarity"));
  }

  private static Mode mode(String id, SetFigures.Retrieved mode, Pictures pictures) {
    boolean retrieves = !mode.mode().equals("as_is");
    long most = mode.collisions().stream().mapToLong(SetFigures.Collision::images).max().orElse(1);
    return new Mode(
        id,
        mode.mode().replace('_', ' '),
        words(mode.mode()),
        retrieves,
        facts(mode, retrieves),
        HistogramPlot.linear(
            id + "-plot",
            "Retrieved images by similarity to what called for them",
            "images",
            mode.similarity()),
        collisions(mode, most),
        SampleWords.of(mode.examples(), "query", "queries"),
        mode.examples().shown().stream().map(query -> query(query, pictures)).toList(),
        SampleWords.of(mode.leastSimilar(), "image", "images"),
        mode.leastSimilar().shown().stream().map(hit -> call(hit, pictures)).toList(),
        SampleWords.of(mode.without(), "query", "queries"),
        mode.without().shown().stream()
            .map(query -> new Without(pictures.of(query.query()), query.why()))
            .toList());
  }

  /** A cluster calls for an image once, so only more than that is worth a table. */
  private static List<Collision> collisions(SetFigures.Retrieved mode, long most) {
    if (!mode.mode().equals("sample") && mode.collisions().size() < 2) {
      return List.of();
    }
    return mode.collisions().stream()
        .map(c -> new Collision(c.times(), c.images(), 100.0 * c.images() / Math.max(1, most)))
        .toList();
  }

  private static List<Fact> facts(SetFigures.Retrieved mode, boolean retrieves) {
    List<Fact> facts = new ArrayList<>();
    if (!retrieves) {
      facts.add(new Fact(Numbers.count(mode.distinct()), "images", "go in as they are"));
      return facts;
    }
    facts.add(new Fact(Numbers.count(mode.queries()), "queries", ""));
    facts.add(new Fact(Numbers.count(mode.retrieved()), "retrieved", ""));
    facts.add(
        new Fact(
            Numbers.count(mode.distinct()),
            "distinct",
            mode.retrieved() == 0
                ? ""
                : Numbers.share(mode.distinct(), mode.retrieved()) + " of retrieved"));
    facts.add(
        new Fact(
            Numbers.count(mode.usedQueries()),
            "queries used",
            Numbers.share(mode.usedQueries(), mode.queries()) + " of queries"));
    if (mode.clusters() > 0) {
      facts.add(
          new Fact(
              Numbers.count(mode.usedClusters()),
              "clusters reached",
              Numbers.share(mode.usedClusters(), mode.clusters())
                  + " of "
                  + Numbers.count(mode.clusters())));
    }
    return facts;
  }

  private static Query query(SetFigures.Query query, Pictures pictures) {
    String cluster =
        query.hits().stream()
            .filter(hit -> hit.cluster() != null)
            .map(hit -> "cluster " + hit.cluster())
            .findFirst()
            .orElse("");
    return new Query(
        query.query() == null ? null : pictures.of(query.query()).badged("query"),
        cluster,
        query.hits().stream()
            .map(
                hit ->
                    pictures
                        .of(hit.id())
                        .captioned(
                            (hit.rank() == null ? "" : hit.rank() + ". ")
                                + Numbers.similarity(hit.similarity())))
            .toList());
  }

  private static Call call(SetFigures.Hit hit, Pictures pictures) {
    return new Call(
        hit.query() == null ? null : pictures.of(hit.query()).badged("query"),
        pictures.of(hit.id()),
        Numbers.similarity(hit.similarity()),
        (hit.rank() == null ? "" : "rank " + hit.rank())
            + (hit.cluster() == null
                ? ""
                : (hit.rank() == null ? "" : ", ") + "cluster " + hit.cluster()));
  }

  private static String words(String mode) {
    return switch (mode) {
      case "sample" -> "Each image of the set calls for its nearest pool images.";
      case "cluster" ->
          "Pool images are drawn from the clusters that hold enough images of the set.";
      case "as_is" -> "The set's own images go into the manifest.";
      default -> "";
    };
  }
}
