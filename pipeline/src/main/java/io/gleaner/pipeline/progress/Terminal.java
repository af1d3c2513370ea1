package io.gleaner.pipeline.progress;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Scanner;
import java.util.concurrent.TimeUnit;

/**
 * Some lines at the end of a terminal that are drawn again in place. What others write to the
 * stream of {@link #above} goes above them, line by line. Thread-safe.
 */
final class Terminal {
  private static final String UP_AND_CLEAR = "\033[1A\033[2K";
  private static final Size USUAL = new Size(24, 80);

  /** What fits. */
  record Size(int rows, int columns) {}

  private final PrintStream out;
  private int drawn;
  private List<String> lines = List.of();

  Terminal(PrintStream out) {
    this.out = out;
  }

  /** Draws lines, none wider than the terminal, in place of the earlier ones. */
  synchronized void draw(List<String> now) {
    lines = List.copyOf(now);
    out.print(erased() + drawing());
    out.flush();
  }

  private String erased() {
    String text = UP_AND_CLEAR.repeat(drawn);
    drawn = 0;
    return text;
  }

  private String drawing() {
    drawn = lines.size();
    return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
  }

  private synchronized void writeAbove(String text) {
    out.print(erased() + text + drawing());
    out.flush();
  }

  /** Returns a stream whose whole lines are written above the drawn ones. */
  PrintStream above() {
    Charset charset = Charset.defaultCharset();
    OutputStream whole =
        new OutputStream() {
          private final ByteArrayOutputStream line = new ByteArrayOutputStream();

          @Override
          public synchronized void write(int value) {
            line.write(value);
            if (value == '\n') {
              writeAbove(line.toString(charset));
              line.reset();
            }
          }

          @Override
          public synchronized void close() {
            if (line.size() > 0) {
              writeAbove(line.toString(charset) + "\n");
              line.reset();
            }
          }
        };
    return new PrintStream(whole, true, charset);
  }

  /** Returns the size of this process's terminal, as the system's stty tells it. */
  static Size size() {
    File terminal = new File("/dev/tty");
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(terminal)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (Scanner answer = new Scanner(stty.getInputStream(), StandardCharsets.US_ASCII)) {
        answer.useLocale(Locale.ROOT);
        int rows = answer.nextInt();
        int columns = answer.nextInt();
        return rows > 0 && columns > 0 ? new Size(rows, columns) : USUAL;
      } finally {
        if (!stty.waitFor(1, TimeUnit.SECONDS)) {
          stty.destroy();
        }
      }
    } catch (IOException | java.util.NoSuchElementException e) {
      return USUAL; // no such program, or no terminal
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return USUAL;
    }
  }
}
