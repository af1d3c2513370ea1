package io.gleaner.pipeline.report.page;

import io.gleaner.pipeline.report.figures.DuplicateFigures;
import io.gleaner.pipeline.report.figures.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Duplicates: where the threshold lies among the similarities, and what it does to pairs. */
record DuplicatesView(
    String threshold,
    String floor,
    HistogramPlot similarity,
    HistogramPlot evaluation,
    TableView removed,
    TableView groups,
    PairView.Gallery above,
    PairView.Gallery below,
    List<PairView.Gallery> kinds,
    String largestNote,
    List<Group> largest) {
  /** A component as a contact sheet. */
  record Group(
      String id,
      String size,
      String kind,
      String weakestEdge,
      String split,
      String note,
      List<Pictures.Picture> members,
      PairView weakest) {}

  static DuplicatesView of(DuplicateFigures figures, StatisticsView statistics, Pictures pictures) {
    if (figures == null) {
      return null;
    }
    String threshold = Numbers.similarity(figures.threshold());
    List<PairView.Gallery> kinds = new ArrayList<>();
    for (Map.Entry<String, Sample<DuplicateFigures.Pair>> kind : figures.byKind().entrySet()) {
      kinds.add(
          PairView.gallery(
              "kind-" + kinds.size(),
              kindTitle(kind.getKey()),
              "No image left for this reason.",
              kind.getValue(),
              pictures,
              !kind.getKey().equals("exact")));
    }
    List<Group> groups = new ArrayList<>();
    for (DuplicateFigures.Component component : figures.largest().shown()) {
      groups.add(group("group-" + groups.size(), component, pictures));
    }
    return new DuplicatesView(
        threshold,
        Numbers.similarity(figures.floor()),
        HistogramPlot.linear(
            "similarity-plot", "Pairs of the pool by similarity", "pairs", figures.similarity()),
        HistogramPlot.linear(
            "evaluation-plot",
            "Pairs of a pool image and an evaluation image by similarity",
            "pairs",
            figures.evaluationSimilarity()),
        statistics.table("deduplication"),
        statistics.table("components"),
        PairView.gallery(
            "pairs-above",
            "Just above the threshold of " + threshold + ": taken for one image",
            "No pair lies above the threshold.",
            figures.above(),
            pictures,
            true),
        PairView.gallery(
            "pairs-below",
            "Just below the threshold of " + threshold + ": kept apart",
            "No stored pair lies below the threshold.",
            figures.below(),
            pictures,
            false),
        kinds,
        SampleWords.of(figures.largest(), "group", "groups"),
        groups);
  }

  private static Group group(String id, DuplicateFigures.Component component, Pictures pictures) {
    List<Pictures.Picture> members =
        component.members().shown().stream()
            .map(
                member ->
                    member.equals(component.representative())
                        ? pictures.of(member).badged("kept")
                        : pictures.of(member))
            .toList();
    return new Group(
        id,
        Numbers.count(component.size(), "image", "images"),
        component.kind(),
        Numbers.similarity(component.weakestEdge()),
        splitWords(component.split()),
        members.size() < component.members().of()
            ? SampleWords.of(component.members(), "image", "images")
            : "",
        members,
        component.weakest() == null ? null : PairView.of(component.weakest(), pictures, true));
  }

  private static String kindTitle(String kind) {
    return switch (kind) {
      case "exact" -> "Exact: equal bytes";
      case "perceptual" -> "Perceptual: hashes that differ in few bits";
      case "near" -> "Near: embeddings above the threshold";
      case "relative" -> "Relative: too close to an evaluation image";
      case "review" -> "Review: taken out by a person";
      case "curated" -> "Curated: too close to a curated image";
      default -> kind;
    };
  }

  private static String splitWords(String split) {
    return switch (split == null ? "" : split) {
      case "", "whole" -> "";
      case "large" -> "larger than the guard allows, left whole";
      case "split" -> "taken apart by the guard";
      case "part" -> "part of a group that the guard took apart";
      default -> split;
    };
  }
}
