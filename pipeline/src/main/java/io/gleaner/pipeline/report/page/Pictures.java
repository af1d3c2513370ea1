package io.gleaner.pipeline.report.page;

import io.gleaner.pipeline.report.figures.Card;
import io.gleaner.pipeline.report.figures.Sample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The cards by number. A card gets its number when it is first shown, so that the pictures of a
 * gallery lie in few blocks of the page.
 */
final class Pictures {
  private final Map<String, Card> cards;
  private final Map<String, Integer> numbers = new LinkedHashMap<>();

  Pictures(Map<String, Card> cards) {
    this.cards = cards;
  }

  /**
   * A picture in a list.
   *
   * @param known whether it has a card, and so a dialog
   * @param number of its card
   * @param name the last segment of its uri, or its id
   * @param caption words under it, or empty
   * @param badge a word on it, or empty
   */
  record Picture(
      boolean known,
      int number,
      String name,
      String uri,
      String fate,
      String fateWords,
      String missing,
      String caption,
      String badge) {
    Picture captioned(String words) {
      return new Picture(known, number, name, uri, fate, fateWords, missing, words, badge);
    }

    Picture badged(String word) {
      return new Picture(known, number, name, uri, fate, fateWords, missing, caption, word);
    }
  }

  Picture of(String id) {
    Card card = cards.get(id);
    if (card == null) {
      return new Picture(false, -1, id, id, "unknown", "", "", "", "");
    }
    return new Picture(
        true,
        number(id),
        name(card.uri()),
        card.uri(),
        css(card.fate()),
        words(card.fate()),
        card.thumbnail() != null
            ? ""
            : card.missing() == null || card.missing().isEmpty() ? "no picture" : card.missing(),
        "",
        "");
  }

  List<Picture> of(Sample<String> ids) {
    return ids.shown().stream().map(this::of).toList();
  }

  int number(String id) {
    return numbers.computeIfAbsent(id, any -> numbers.size());
  }

  boolean has(String id) {
    return cards.containsKey(id);
  }

  Card card(String id) {
    return cards.get(id);
  }

  /** Returns all ids, those that were shown first by number, then the others. */
  List<String> ids() {
    cards.keySet().forEach(this::number);
    return new ArrayList<>(numbers.keySet());
  }

  static String css(Card.Fate fate) {
    return fate.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static String words(Card.Fate fate) {
    return switch (fate) {
      case IN_MANIFEST -> "in the manifest";
      case NOT_CALLED_FOR -> "kept, not called for";
      case REMOVED -> "removed";
      case CURATED -> "curated";
      case EVALUATION -> "evaluation";
      case REJECTED -> "rejected";
    };
  }

  private static String name(String uri) {
    String name = uri.substring(uri.lastIndexOf('/') + 1);
    return name.isEmpty() ? uri : name;
  }
}
