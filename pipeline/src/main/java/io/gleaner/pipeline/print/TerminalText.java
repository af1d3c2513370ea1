package io.gleaner.pipeline.print;

import java.util.Locale;

/** Text of strangers, such as file names and captions, for a terminal. */
public final class TerminalText {
  private static final int SHORT = 4;
  private static final int NON_JOINER = 0x200c;
  private static final int JOINER = 0x200d;

  private TerminalText() {}

  /**
   * Returns a text in which nothing moves the cursor, colours or turns the direction of writing:
   * control characters, separators of lines and what Unicode formats text with are escaped, but not
   * the joiners that scripts and emoji need.
   */
  public static String of(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              switch (c == JOINER || c == NON_JOINER
                  ? Character.OTHER_LETTER
                  : Character.getType(c)) {
                case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    escaped.append(escape(c));
                default -> escaped.appendCodePoint(c);
              }
            });
    return escaped.toString();
  }

  /** Returns the same of each line of a text whose lines are meant. */
  public static String ofLines(String text) {
    return String.join("\n", text.lines().map(TerminalText::of).toList());
  }

  private static String escape(int c) {
    return switch (c) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default ->
          Integer.toHexString(c).length() > SHORT
              ? String.format(Locale.ROOT, "\\U%08x", c)
              : String.format(Locale.ROOT, "\\u%04x", c);
    };
  }
}
