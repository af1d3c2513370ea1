package io.gleaner.pipeline.report.page;

import io.gleaner.pipeline.report.figures.Rejections;
import java.util.List;

/** Inputs that could not be used, with examples of each reason. */
record RejectionsView(TableView table, List<Group> groups) {
  /** One reason of one source. */
  record Group(
      String source,
      String reason,
      String note,
      List<Pictures.Picture> pictures,
      List<Example> examples) {}

  record Example(String uri, String detail) {}

  static RejectionsView of(
      List<Rejections> rejections, StatisticsView statistics, Pictures pictures) {
    return new RejectionsView(
        statistics.table("rejections"),
        rejections.stream().map(group -> group(group, pictures)).toList());
  }

  private static Group group(Rejections rejections, Pictures pictures) {
    List<Rejections.Example> shown = rejections.examples().shown();
    return new Group(
        rejections.source(),
        rejections.reason(),
        SampleWords.of(rejections.examples(), "input", "inputs"),
        shown.stream()
            .filter(example -> example.card() != null && pictures.has(example.card()))
            .map(example -> pictures.of(example.card()))
            .toList(),
        shown.stream()
            .map(
                example ->
                    new Example(example.uri(), example.detail() == null ? "" : example.detail()))
            .toList());
  }
}
