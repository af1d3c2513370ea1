package io.gleaner.pipeline.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class TerminalTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, Charset.defaultCharset());

  /** Returns what a terminal shows that has received the bytes. */
  private List<String> screen() {
    List<String> screen = new ArrayList<>();
    String left = bytes.toString(Charset.defaultCharset());
    while (!left.isEmpty()) {
      if (left.startsWith("\033[1A\033[2K")) {
        screen.remove(screen.size() - 1); // the cursor is below the last line
        left = left.substring("\033[1A\033[2K".length());
      } else {
        int end = left.indexOf('\n');
        assertThat(end).as("a line break in what is left: %s", left).isNotNegative();
        screen.add(left.substring(0, end));
        left = left.substring(end + 1);
      }
    }
    return screen;
  }

  @Test
  void draw_again_standsInPlaceOfTheEarlierLines() {
    Terminal terminal = new Terminal(out);
    terminal.draw(List.of("a 1", "b 1"));
    terminal.draw(List.of("a 2", "b 2"));
    terminal.draw(List.of("a 3"));
    assertThat(screen()).containsExactly("a 3");
  }

  @Test
  void above_linesOfOthers_goAboveWholeAndInOrder() {
    Terminal terminal = new Terminal(out);
    terminal.draw(List.of("a 1", "b 1"));
    PrintStream above = terminal.above();
    above.print("WARN one");
    terminal.draw(List.of("a 2", "b 2"));
    above.println(", grün");
    above.println("WARN two");
    above.print("cut");
    assertThat(screen()).containsExactly("WARN one, grün", "WARN two", "a 2", "b 2");
    above.close();
    assertThat(screen()).containsExactly("WARN one, grün", "WARN two", "cut", "a 2", "b 2");
  }

  @Test
  void show_aRunOfStages_leavesThemOnTheScreenAndGivesTheStreamBack() {
    PrintStream before = System.err;
    Progress progress = new Progress(Progress.Style.TERMINAL, out);
    try (Progress.Board board = progress.show(List.of("embed", "hash"))) {
      assertThat(board).isNotNull();
      progress.start("embed");
      System.err.println("a warning");
      progress.done("embed", false, 61, Map.of("images", 7L));
      progress.done("hash", true, 2, Map.of());
    }
    assertThat(System.err).isSameAs(before);
    assertThat(screen())
        .extracting(line -> line.replaceAll("\033\\[[0-9;]*m", ""))
        .containsExactly(
            "a warning",
            "embed           done         1:01  7 images",
            "hash            complete     0:02");
  }

  @Test
  void take_warningsOfTwoKinds_areToldOnceWithTheirNumber() {
    Warnings.take();
    Warnings.warn(LoggerFactory.getLogger("test"), "a", "first {}");
    Warnings.warn(LoggerFactory.getLogger("test"), "b", "other");
    Warnings.warn(LoggerFactory.getLogger("test"), "a", "second");
    assertThat(Warnings.take())
        .containsExactly(new Warnings.Warning("first {}", 2), new Warnings.Warning("other", 1));
    assertThat(Warnings.take()).isEmpty();
  }
}
