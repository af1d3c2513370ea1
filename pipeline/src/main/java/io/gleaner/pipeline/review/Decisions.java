package io.gleaner.pipeline.review;

import java.util.EnumSet;
import java.util.List;

/**
 * All decisions of a recipe, in the order of its files and their rows; none said twice.
 *
 * @param list at most {@link ReadDecisions#MOST}
 */
public record Decisions(List<Decision> list) {
  public static final Decisions NONE = new Decisions(List.of());

  public Decisions {
    list = List.copyOf(list);
  }

  public boolean isEmpty() {
    return list.isEmpty();
  }

  /** Returns those of some kinds, in the same order. */
  public Decisions of(Verdict first, Verdict... more) {
    EnumSet<Verdict> wanted = EnumSet.of(first, more);
    return new Decisions(list.stream().filter(each -> wanted.contains(each.verdict())).toList());
  }

  /** Returns what is decided, whatever the names of files and the order of rows. */
  public List<String> contents() {
    return list.stream().map(Decision::content).sorted().toList();
  }
}
