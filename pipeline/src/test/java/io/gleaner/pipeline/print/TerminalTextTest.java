package io.gleaner.pipeline.print;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminalTextTest {
  @Test
  void of_whatATerminalObeys_isEscaped() {
    assertThat(TerminalText.of("\u001b]0;x\u0007\u009b1m\r\n\t\u202e\u2028\uD800"))
        .isEqualTo("\\u001b]0;x\\u0007\\u009b1m\\r\\n\\t\\u202e\\u2028\\ud800");
    assertThat(TerminalText.of(new StringBuilder().appendCodePoint(0xE0041).toString()))
        .isEqualTo("\\U000e0041");
  }

  @Test
  void of_textOfAnyScript_isAsItIs() {
    String text = "Schuh, обувь, 靴, می‌خواهم, 👨‍👩‍👧, \\n, <b>";
    assertThat(TerminalText.of(text)).isEqualTo(text);
    assertThat(TerminalText.ofLines("a\n\u001bb")).isEqualTo("a\n\\u001bb");
  }
}
