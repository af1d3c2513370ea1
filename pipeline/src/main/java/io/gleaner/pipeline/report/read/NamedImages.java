package io.gleaner.pipeline.report.read;

import io.gleaner.pipeline.report.figures.ClusterFigures;
import io.gleaner.pipeline.report.figures.ClusterFigures.Cluster;
import io.gleaner.pipeline.report.figures.DuplicateFigures;
import io.gleaner.pipeline.report.figures.DuplicateFigures.Pair;
import io.gleaner.pipeline.report.figures.ImageMap;
import io.gleaner.pipeline.report.figures.Rejections;
import io.gleaner.pipeline.report.figures.Sample;
import io.gleaner.pipeline.report.figures.SetFigures;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The images that the lists of a report name, in the order in which their pictures matter: pairs
 * beside the threshold and by kind, retrieval, components, clusters, rejected inputs, the map.
 */
final class NamedImages {
  private final Map<String, Boolean> small = new LinkedHashMap<>();

  /** Returns the ids, each once. */
  Collection<String> ids() {
    return Collections.unmodifiableSet(small.keySet());
  }

  /** Whether only the map names an image. */
  boolean isSmall(String id) {
    return small.get(id);
  }

  private void add(String id, boolean isSmall) {
    if (id != null) {
      small.putIfAbsent(id, isSmall);
    }
  }

  private void add(Sample<Pair> pairs) {
    for (Pair pair : pairs.shown()) {
      add(pair.a(), false);
      add(pair.b(), false);
    }
  }

  void add(DuplicateFigures duplicates) {
    add(duplicates.above());
    add(duplicates.below());
    duplicates.byKind().values().forEach(this::add);
    for (DuplicateFigures.Component component : duplicates.largest().shown()) {
      if (component.weakest() != null) {
        add(component.weakest().a(), false);
        add(component.weakest().b(), false);
      }
      add(component.representative(), false);
      component.members().shown().forEach(id -> add(id, false));
    }
  }

  void add(List<SetFigures> sets) {
    for (SetFigures set : sets) {
      for (SetFigures.Retrieved mode : set.modes()) {
        for (SetFigures.Query query : mode.examples().shown()) {
          add(query.query(), false);
          query.hits().forEach(this::add);
        }
        mode.leastSimilar().shown().forEach(this::add);
        mode.without().shown().forEach(without -> add(without.query(), false));
      }
    }
  }

  private void add(SetFigures.Hit hit) {
    add(hit.query(), false);
    add(hit.id(), false);
  }

  void add(ClusterFigures clusters) {
    if (clusters != null) {
      for (Sample<Cluster> group :
          List.of(clusters.random(), clusters.largest(), clusters.tightest(), clusters.loosest())) {
        group.shown().forEach(cluster -> cluster.members().shown().forEach(id -> add(id, false)));
      }
    }
  }

  void addRejected(List<Rejections> rejections) {
    rejections.forEach(
        some -> some.examples().shown().forEach(example -> add(example.card(), false)));
  }

  void add(ImageMap map) {
    map.points().shown().forEach(point -> add(point.id(), true));
  }
}
