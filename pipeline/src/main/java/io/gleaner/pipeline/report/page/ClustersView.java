package io.gleaner.pipeline.report.page;

import io.gleaner.pipeline.report.figures.ClusterFigures;
import io.gleaner.pipeline.report.figures.Sample;
import java.util.ArrayList;
import java.util.List;

/** The clusters of the pool: how large they are, and contact sheets of some. */
record ClustersView(
    Long clusters, Long images, String mean, HistogramPlot sizes, List<Gallery> galleries) {
  record Gallery(String id, String title, String note, String empty, List<Sheet> sheets) {}

  /** One cluster. */
  record Sheet(
      String cluster,
      Long size,
      String meanSimilarity,
      List<Pictures.Picture> members,
      String note,
      List<Share> shares) {}

  record Share(String set, Long images, String share, boolean chosen, Long drawn, String reason) {}

  static ClustersView of(ClusterFigures figures, Pictures pictures) {
    if (figures == null) {
      return null;
    }
    String least =
        ", of clusters with at least " + Numbers.count(figures.leastSize(), "image", "images");
    return new ClustersView(
        figures.clusters(),
        figures.images(),
        Numbers.axis(
            figures.clusters() == 0
                ? 0
                : Math.rint(10.0 * figures.images() / figures.clusters()) / 10),
        HistogramPlot.byBin("sizes-plot", "Clusters by size", "clusters", figures.sizes()),
        List.of(
            gallery("random", "Clusters drawn at random", figures.random(), pictures),
            gallery("largest", "The largest clusters", figures.largest(), pictures),
            gallery("tightest", "The tightest clusters" + least, figures.tightest(), pictures),
            gallery("loosest", "The loosest clusters" + least, figures.loosest(), pictures)));
  }

  private static Gallery gallery(
      String name, String title, Sample<ClusterFigures.Cluster> sample, Pictures pictures) {
    List<Sheet> sheets = new ArrayList<>();
    for (ClusterFigures.Cluster cluster : sample.shown()) {
      sheets.add(
          new Sheet(
              String.valueOf(cluster.cluster()),
              cluster.size(),
              Numbers.similarity(cluster.meanSimilarity()),
              pictures.of(cluster.members()),
              SampleWords.of(cluster.members(), "image", "images"),
              cluster.shares().stream().map(ClustersView::share).toList()));
    }
    return new Gallery(
        "clusters-" + name,
        title,
        SampleWords.of(sample, "cluster", "clusters"),
        "There is no such cluster.",
        sheets);
  }

  private static Share share(ClusterFigures.Share share) {
    return new Share(
        share.set(),
        share.images(),
        Numbers.share(share.share()),
        share.chosen(),
        share.drawn(),
        share.reason() == null ? "not retrieved by cluster" : share.reason().replace('_', ' '));
  }
}
