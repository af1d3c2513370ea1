package io.gleaner.pipeline.view;

import java.util.ArrayList;
import java.util.List;

/** Splits a text into SQL statements, at semicolons outside strings, names and comments. */
public final class Statements {
  private final String text;
  private int at;

  private Statements(String text) {
    this.text = text;
  }

  /** Returns the statements without their semicolons; those of comments alone are left out. */
  public static List<String> split(String text) {
    Statements scanned = new Statements(text);
    List<String> statements = new ArrayList<>();
    int start = 0;
    boolean empty = true;
    while (scanned.at < text.length()) {
      int before = scanned.at;
      char c = text.charAt(before);
      boolean nothing = scanned.comment() || scanned.space();
      if (!nothing && c == ';') {
        scanned.at++;
        if (!empty) {
          statements.add(text.substring(start, before).strip());
        }
        start = scanned.at;
        empty = true;
      } else if (!nothing) {
        empty = false;
        scanned.token();
      }
    }
    if (!empty) {
      statements.add(text.substring(start).strip());
    }
    return statements;
  }

  private boolean space() {
    boolean space = Character.isWhitespace(text.charAt(at));
    at += space ? 1 : 0;
    return space;
  }

  private boolean comment() {
    if (text.startsWith("--", at)) {
      at = after("\n", at);
      return true;
    }
    if (!text.startsWith("/*", at)) {
      return false;
    }
    int depth = 0; // comments nest
    do {
      boolean opens = text.startsWith("/*", at);
      boolean closes = text.startsWith("*/", at);
      depth += opens ? 1 : closes ? -1 : 0;
      at += opens || closes ? 2 : 1;
    } while (depth > 0 && at < text.length());
    return true;
  }

  private void token() {
    char c = text.charAt(at);
    boolean escapes =
        (c == 'e' || c == 'E') && text.startsWith("'", at + 1) && !continuesName(at - 1);
    if (c == '\'' || c == '"' || escapes) {
      quoted(escapes);
    } else if (c == '$' && !continuesName(at - 1)) {
      dollars();
    } else {
      at++;
    }
  }

  /** A doubled quote is two strings that touch; in {@code E'...'} a backslash hides a quote. */
  private void quoted(boolean escapes) {
    at += escapes ? 1 : 0;
    char quote = text.charAt(at++);
    while (at < text.length() && text.charAt(at) != quote) {
      at += escapes && text.charAt(at) == '\\' ? 2 : 1;
    }
    at = Math.min(at + 1, text.length());
  }

  private void dollars() {
    int end = at + 1;
    while (end < text.length() && continuesName(end) && text.charAt(end) != '$') {
      end++;
    }
    boolean tag =
        end < text.length()
            && text.charAt(end) == '$'
            && !(end > at + 1 && Character.isDigit(text.charAt(at + 1)));
    at = tag ? after(text.substring(at, end + 1), end + 1) : at + 1;
  }

  private boolean continuesName(int index) {
    return index >= 0
        && (Character.isLetterOrDigit(text.charAt(index))
            || text.charAt(index) == '_'
            || text.charAt(index) == '$');
  }

  private int after(String end, int from) {
    int found = text.indexOf(end, from);
    return found < 0 ? text.length() : found + end.length();
  }
}
