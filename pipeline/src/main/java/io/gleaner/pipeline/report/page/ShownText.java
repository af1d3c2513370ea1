package io.gleaner.pipeline.report.page;

import java.util.Locale;

/**
 * Text as a reader sees it: characters that control, hide or reorder others are spelled out, so
 * that a name cannot pass for another one.
 */
final class ShownText {
  private ShownText() {}

  static String of(String text) {
    StringBuilder shown = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (misleads(c)) {
        if (shown == null) {
          shown = new StringBuilder(text.length() + 16).append(text, 0, i);
        }
        shown.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else if (shown != null) {
        shown.append(c);
      }
    }
    return shown == null ? text : shown.toString();
  }

  /** Controls but for tab and line feed; marks, embeddings, overrides and isolates of direction. */
  private static boolean misleads(char c) {
    return (Character.isISOControl(c) && c != '\t' && c != '\n')
        || c == '\u061c'
        || (c >= '\u200b' && c <= '\u200f' && c != '\u200d')
        || (c >= '\u2028' && c <= '\u202e')
        || (c >= '\u2060' && c <= '\u206f')
        || c == '\ufeff';
  }
}
