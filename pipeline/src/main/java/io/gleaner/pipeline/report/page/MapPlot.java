package io.gleaner.pipeline.report.page;

import io.gleaner.pipeline.report.figures.Card;
import io.gleaner.pipeline.report.figures.ImageMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Images in two dimensions. Fates differ by colour and by shape; the manifest is drawn last, so
 * that nothing covers it.
 *
 * @param legend fates that occur
 * @param sets names of sets that occur, by number
 */
record MapPlot(
    String method,
    String explained,
    String note,
    List<Point> points,
    List<Legend> legend,
    List<SetChoice> sets) {
  private static final double WIDTH = 900;
  private static final double HEIGHT = 620;
  private static final double MARGIN = 16;

  /** A point; {@code number} is that of its card. */
  record Point(Double x, Double y, int number, String fate, String name) {}

  record Legend(String fate, String words, Long images) {}

  record SetChoice(int number, String set) {}

  static MapPlot of(ImageMap map, List<String> setNames, Pictures pictures) {
    if (map == null || map.points().shown().isEmpty()) {
      return null;
    }
    Map<Card.Fate, Long> fates = new EnumMap<>(Card.Fate.class);
    Map<Integer, String> sets = new TreeMap<>();
    List<ImageMap.Point> shown = new ArrayList<>(map.points().shown());
    shown.removeIf(point -> !pictures.has(point.id()));
    shown.sort(Comparator.comparingInt(point -> order(pictures.card(point.id()).fate())));
    List<Point> points = new ArrayList<>();
    for (ImageMap.Point point : shown) {
      Card card = pictures.card(point.id());
      fates.merge(card.fate(), 1L, Long::sum);
      card.sets().forEach(set -> sets.put(setNames.indexOf(set), set));
      points.add(
          new Point(
              MARGIN + point.x() * (WIDTH - 2 * MARGIN),
              HEIGHT - MARGIN - point.y() * (HEIGHT - 2 * MARGIN),
              pictures.number(point.id()),
              Pictures.css(card.fate()),
              pictures.of(point.id()).name()));
    }
    return new MapPlot(
        map.method(),
        explained(map.explained()),
        SampleWords.of(map.points(), "image", "images"),
        points,
        fates.entrySet().stream()
            .map(
                entry ->
                    new Legend(
                        Pictures.css(entry.getKey()),
                        Pictures.words(entry.getKey()),
                        entry.getValue()))
            .toList(),
        sets.entrySet().stream()
            .map(entry -> new SetChoice(entry.getKey(), entry.getValue()))
            .toList());
  }

  private static int order(Card.Fate fate) {
    return switch (fate) {
      case NOT_CALLED_FOR -> 0;
      case REMOVED -> 1;
      case REJECTED -> 2;
      case EVALUATION -> 3;
      case CURATED -> 4;
      case IN_MANIFEST -> 5;
    };
  }

  private static String explained(double[] shares) {
    if (shares == null || shares.length < 2) {
      return "";
    }
    return "The horizontal axis explains "
        + Numbers.share(shares[0])
        + " of the variance, the vertical one "
        + Numbers.share(shares[1])
        + ".";
  }
}
