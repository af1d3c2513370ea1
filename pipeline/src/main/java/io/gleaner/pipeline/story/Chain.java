package io.gleaner.pipeline.story;

import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.story.Evidence.Call;
import io.gleaner.pipeline.story.Evidence.Removal;
import io.gleaner.pipeline.story.Evidence.SetCluster;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Puts what is known of an image into order: its fate, and the sentences that lead there. */
final class Chain {
  private final Evidence evidence;
  private final Map<String, Long> moreThan;

  /**
   * @param moreThan by set, how many of its images a cluster must exceed to be drawn from
   */
  Chain(Evidence evidence, Map<String, Long> moreThan) {
    this.evidence = evidence;
    this.moreThan = moreThan;
  }

  /** Returns the story of an image that the evidence knows. */
  Story story(String id) {
    List<Sentence> sentences = new ArrayList<>();
    Set<String> told = new HashSet<>();
    for (String each = id; each != null && told.add(each); each = evidence.kept(each)) {
      tell(each, each.equals(id), sentences);
    }
    Map<String, Object> row = evidence.rows.get(id);
    if (row == null) {
      row = evidence.rejected.getOrDefault(id, Map.of());
    }
    return new Story(id, row, fate(id), sentences);
  }

  private Fate fate(String id) {
    String source = evidence.source(id);
    if (source == null && evidence.rejected.containsKey(id)) {
      return Fate.REJECTED;
    }
    if (RunDirectory.EVALUATION.equals(source)) {
      return Fate.EVALUATION;
    }
    if (source != null && source.startsWith(RunDirectory.CURATED)) {
      return goesIn(id) ? Fate.CURATED_AS_IS : Fate.CURATED_SEED;
    }
    if (evidence.kept(id) != null) {
      return Fate.REMOVED;
    }
    if (evidence.calls.containsKey(id)) {
      return evidence.manifestRow(id) == null ? Fate.UNDECIDED : Fate.IN_MANIFEST;
    }
    if (!evidence.modes.isEmpty()) {
      return Fate.NOT_CALLED_FOR;
    }
    return evidence.manifestRow(id) == null ? Fate.UNDECIDED : Fate.IN_MANIFEST;
  }

  private boolean goesIn(String id) {
    return evidence.calls.getOrDefault(id, List.of()).stream()
        .anyMatch(call -> call.mode().equals("as_is"));
  }

  private void tell(String id, boolean own, List<Sentence> out) {
    String source = evidence.source(id);
    List<Fact> facts = new ArrayList<>();
    if (source == null && evidence.rejected.containsKey(id)) {
      facts.add(rejected(evidence.rejected.get(id)));
    } else if (RunDirectory.EVALUATION.equals(source)) {
      facts.add(new Fact.Evaluation(evidence.stands.getOrDefault(id, 0L)));
      manifest(id, facts);
    } else if (source != null && source.startsWith(RunDirectory.CURATED)) {
      curated(id, source.substring(RunDirectory.CURATED.length()), facts);
    } else if (evidence.kept(id) != null) {
      facts.add(removed(id));
      if (!evidence.copies.containsKey(id)) {
        manifest(id, facts);
      }
    } else {
      pool(id, own, facts);
    }
    facts.addAll(evidence.decisions.getOrDefault(id, List.of()));
    facts.forEach(fact -> out.add(new Sentence(id, fact)));
  }

  private static Fact rejected(Map<String, Object> row) {
    return new Fact.Rejected(
        text(row.get("source")),
        text(row.get("stage")),
        text(row.get("reason")),
        text(row.get("detail")));
  }

  private static String text(Object value) {
    return value == null ? null : value.toString();
  }

  private Fact removed(String id) {
    if (evidence.copies.containsKey(id)) {
      return new Fact.ExactCopy(evidence.copies.get(id));
    }
    Removal removal = evidence.removals.get(id);
    double similarity = removal.similarity();
    long size = removal.componentSize();
    return switch (removal.kind()) {
      case "exact" -> new Fact.ExactCopy(removal.kept());
      case "perceptual" ->
          new Fact.Duplicate(
              Fact.Likeness.PERCEPTUAL, removal.kept(), similarity, size, removal.part());
      case "near" ->
          new Fact.Duplicate(Fact.Likeness.NEAR, removal.kept(), similarity, size, removal.part());
      case "relative" ->
          new Fact.TouchesEvaluation(removal.kept(), similarity, size, removal.part());
      case "curated" -> new Fact.CuratedCopy(removal.kept(), similarity);
      case "review" ->
          removal.kept().equals(id)
              ? new Fact.TakenOut()
              : new Fact.LeftWithUnwanted(removal.kept(), size);
      default ->
          throw new IllegalStateException(
              String.format(
                  Locale.ROOT, "%s was removed by the unknown kind \"%s\"", id, removal.kind()));
    };
  }

  private void curated(String id, String set, List<Fact> facts) {
    if (goesIn(id)) {
      facts.add(new Fact.GoesIn(set));
    } else {
      facts.add(new Fact.Seed(set, evidence.asked.getOrDefault(id, 0L)));
    }
    manifest(id, facts);
  }

  private void manifest(String id, List<Fact> facts) {
    String row = evidence.manifestRow(id);
    if (row != null) {
      facts.add(row.equals(id) ? new Fact.InManifest() : new Fact.SamePictureInManifest(row));
    }
  }

  private void pool(String id, boolean own, List<Fact> facts) {
    manifest(id, facts);
    List<Call> calls = evidence.calls.getOrDefault(id, List.of());
    calls.forEach(call -> facts.add(called(call)));
    if (own && evidence.stands.getOrDefault(id, 0L) > 0) {
      facts.add(new Fact.StandsFor(evidence.stands.get(id)));
    }
    if (calls.isEmpty()) {
      if (!evidence.modes.isEmpty()) {
        notCalledFor(id, facts);
      } else if (evidence.manifestRow(id) == null) {
        facts.add(new Fact.Undecided("manifest"));
      } else {
        facts.add(new Fact.Kept());
      }
    } else if (evidence.manifestRow(id) == null) {
      facts.add(new Fact.Undecided("manifest"));
    }
  }

  private static Fact called(Call call) {
    return switch (call.mode()) {
      case "sample" ->
          new Fact.Sampled(
              call.set(), call.query(), call.rank(), call.similarity(), call.rows() - 1);
      case "cluster" -> new Fact.Drawn(call.set(), call.cluster(), call.similarity());
      case "as_is" -> new Fact.GoesIn(call.set());
      default ->
          throw new IllegalStateException(
              String.format(
                  Locale.ROOT, "%s retrieves by the unknown mode \"%s\"", call.set(), call.mode()));
    };
  }

  /** The nearest reason first: a chosen cluster, one with images of a set, one with none. */
  private void notCalledFor(String id, List<Fact> facts) {
    Integer cluster = evidence.clusters.get(id);
    List<String> drawing = new ArrayList<>(evidence.retrieving("cluster"));
    if (cluster != null) {
      List<SetCluster> sets = new ArrayList<>(evidence.sets.getOrDefault(cluster, List.of()));
      sets.sort(
          Comparator.comparing(SetCluster::chosen, Comparator.reverseOrder())
              .thenComparing(SetCluster::images, Comparator.reverseOrder())
              .thenComparing(SetCluster::set));
      for (SetCluster set : sets) {
        drawing.remove(set.set());
        facts.add(
            set.chosen()
                ? new Fact.NotDrawn(set.set(), cluster, set.drawn(), set.poolImages())
                : new Fact.ClusterNotChosen(
                    set.set(),
                    cluster,
                    set.images(),
                    set.reason(),
                    moreThan.getOrDefault(set.set(), -1L)));
      }
      if (!drawing.isEmpty() && evidence.setsAreKnown) {
        facts.add(new Fact.ClusterHoldsNone(drawing, cluster));
      }
    }
    List<String> sampling = evidence.retrieving("sample");
    if (!sampling.isEmpty()) {
      facts.add(new Fact.NotSampled(sampling));
    }
  }
}
