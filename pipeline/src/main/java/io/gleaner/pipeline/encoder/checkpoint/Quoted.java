package io.gleaner.pipeline.encoder.checkpoint;

/** Text of a file that is not trusted, fit for one line of a message. */
final class Quoted {
  private static final int LONGEST = 120;

  private Quoted() {}

  /** Returns the text in quotes, control characters as '?', cut where it is long. */
  static String of(String text) {
    return '"' + plain(text) + '"';
  }

  /** As {@link #of}, without the quotes. */
  static String plain(String text) {
    String shown = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    return shown.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Cs}\u2028\u2029]", "?");
  }
}
