package io.gleaner.pipeline.calibrate;

import io.gleaner.clustering.sampling.Draws;
import io.gleaner.pipeline.print.TerminalText;
import io.gleaner.pipeline.table.Sql;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Labels whose images were looked for in a run.
 *
 * @param groupOf group of each image by id, sorted by group, then id; empty where the labels are
 *     pairs. An image that is a copy of none is a group of its own
 * @param pairs whose images are both there, named by id; empty where the labels are groups
 * @param missing names of images that the run does not have
 * @param leftOut labelled images that are more than {@link #MOST}, by whole groups
 */
record LabelledImages(
    Map<String, String> groupOf, List<Labels.Pair> pairs, List<String> missing, int leftOut) {
  /** Images whose pairs are all looked at. */
  static final int MOST = 20_000;

  /**
   * Looks for the images.
   *
   * @throws UnusableLabelsException where a name stands for several images, or an image is in two
   *     groups
   */
  static LabelledImages find(Sql sql, Labels labels, String file, long seed)
      throws SQLException, IOException {
    List<String> names = new ArrayList<>();
    Map<String, Long> lines = new HashMap<>();
    if (labels instanceof Labels.Groups groups) {
      names.addAll(groups.images().keySet());
      lines.putAll(groups.lines());
    } else {
      for (Labels.Pair pair : ((Labels.Pairs) labels).answered()) {
        for (String name : List.of(pair.a(), pair.b())) {
          names.add(name);
          lines.putIfAbsent(name, pair.line());
        }
      }
    }
    Map<String, NamedInRun.Found> found = NamedInRun.find(sql, names);
    List<String> problems = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (String name : names.stream().distinct().toList()) {
      NamedInRun.Found image = found.get(name);
      if (image == null) {
        missing.add(name);
      } else if (image.images() > 1) {
        problems.add(
            TerminalText.of(
                String.format(
                    Locale.ROOT,
                    "%s:%d: \"%s\" stands for %d images of the run, such as %s; write more of its"
                        + " uri, or its id",
                    file,
                    lines.get(name),
                    name,
                    image.images(),
                    image.uri())));
      }
    }
    ReadLabels.refuse(problems);
    LabelledImages images =
        labels instanceof Labels.Groups groups
            ? groups(groups, found, missing, file, seed)
            : pairs((Labels.Pairs) labels, found, missing);
    return images;
  }

  private static LabelledImages groups(
      Labels.Groups labels,
      Map<String, NamedInRun.Found> found,
      List<String> missing,
      String file,
      long seed) {
    List<String> problems = new ArrayList<>();
    Map<String, String> nameOf = new HashMap<>();
    Map<String, List<String>> members = new TreeMap<>();
    labels
        .images()
        .forEach(
            (name, group) -> {
              NamedInRun.Found image = found.get(name);
              if (image == null) {
                return;
              }
              String before = nameOf.putIfAbsent(image.id(), name);
              if (before == null) {
                // prefixes, so that no group of the file has the name of an image alone
                String of = group == null ? "a" + image.id() : "g" + group;
                members.computeIfAbsent(of, any -> new ArrayList<>()).add(image.id());
              } else if (group == null || !group.equals(labels.images().get(before))) {
                problems.add(
                    TerminalText.of(
                        String.format(
                            Locale.ROOT,
                            "%s:%d: \"%s\" is the image of line %d, \"%s\", in another group; an"
                                + " image has one group",
                            file,
                            labels.lines().get(name),
                            name,
                            labels.lines().get(before),
                            before)));
              }
            });
    ReadLabels.refuse(problems);
    int all = nameOf.size();
    Map<String, String> groupOf = new LinkedHashMap<>();
    sampled(members, seed)
        .forEach((group, ids) -> ids.stream().sorted().forEach(id -> groupOf.put(id, group)));
    return new LabelledImages(groupOf, List.of(), missing, all - groupOf.size());
  }

  /** Draws whole groups by a keyed hash until no more images may be looked at. */
  private static Map<String, List<String>> sampled(Map<String, List<String>> members, long seed) {
    int images = members.values().stream().mapToInt(List::size).sum();
    if (images <= MOST) {
      return members;
    }
    Map<String, List<String>> drawn = new TreeMap<>();
    int count = 0;
    List<String> order =
        members.keySet().stream()
            .sorted(
                Comparator.<String>comparingLong(
                        group -> Draws.hash(seed, "calibrate/groups", group))
                    .thenComparing(Comparator.naturalOrder()))
            .toList();
    for (String group : order) {
      List<String> ids = members.get(group);
      if (count + ids.size() > MOST) {
        break;
      }
      count += ids.size();
      drawn.put(group, ids);
    }
    return drawn;
  }

  private static LabelledImages pairs(
      Labels.Pairs labels, Map<String, NamedInRun.Found> found, List<String> missing) {
    List<Labels.Pair> there = new ArrayList<>();
    for (Labels.Pair pair : labels.answered()) {
      NamedInRun.Found a = found.get(pair.a());
      NamedInRun.Found b = found.get(pair.b());
      if (a != null && b != null) {
        there.add(
            new Labels.Pair(
                a.id(), b.id(), pair.same(), pair.stratum(), pair.pairs(), pair.line()));
      }
    }
    return new LabelledImages(Map.of(), there, missing, 0);
  }

  /** Returns the ids of all images, those of groups in their order. */
  List<String> ids() {
    if (!groupOf.isEmpty()) {
      return List.copyOf(groupOf.keySet());
    }
    return pairs.stream().flatMap(pair -> List.of(pair.a(), pair.b()).stream()).distinct().toList();
  }
}
