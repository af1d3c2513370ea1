package io.gleaner.pipeline.calibrate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What people say of images of a run: which are copies of each other. */
public sealed interface Labels {
  /**
   * Images by group: those of one group are copies of each other, all others are not.
   *
   * @param images group of each image, by what the file calls it; null for an image that is a copy
   *     of none
   * @param lines where each image stands in the file
   */
  record Groups(Map<String, String> images, Map<String, Long> lines) implements Labels {
    public Groups {
      images = new LinkedHashMap<>(images);
      lines = Map.copyOf(lines);
    }
  }

  /**
   * Single pairs.
   *
   * @param unanswered rows that say neither yes nor no
   */
  record Pairs(List<Pair> answered, long unanswered) implements Labels {
    public Pairs {
      answered = List.copyOf(answered);
    }
  }

  /**
   * A pair.
   *
   * @param a an image, by what the file calls it; likewise {@code b}
   * @param stratum that it was drawn from, or empty
   * @param pairs how many the stratum has, or 0 where the pair stands for itself alone
   */
  record Pair(String a, String b, boolean same, String stratum, long pairs, long line) {}
}
