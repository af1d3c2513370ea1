package io.gleaner.pipeline.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Tells a failure in a sentence: what, where, and the way out. The stack trace goes to a file that
 * the next line names: in the folder of temporary files, or where that is full too in the working
 * directory.
 */
final class FailureReport {
  private FailureReport() {}

  static void print(Throwable failure, List<String> arguments, PrintWriter out) {
    out.println(
        "gleaner: " + EnvironmentFailure.sentence(failure).orElseGet(() -> unknown(failure)));
    out.println(
        log(failure, arguments)
            .map(file -> "The stack trace is in " + file)
            .orElse("The stack trace could not be written to any file"));
    out.flush();
  }

  /** Something that this program should have foreseen. */
  private static String unknown(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root + "; where the input is right, please report this with the stack trace";
  }

  private static Optional<Path> log(Throwable failure, List<String> arguments) {
    for (Path folder : List.of(Path.of(System.getProperty("java.io.tmpdir")), Path.of(""))) {
      try {
        Path file = Files.createTempFile(folder.toAbsolutePath(), "gleaner-failure-", ".log");
        try (PrintWriter log =
            new PrintWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8))) {
          log.println(Instant.now() + " gleaner " + String.join(" ", arguments));
          log.println("java " + Runtime.version() + ", " + System.getProperty("os.name"));
          failure.printStackTrace(log);
          if (log.checkError()) {
            throw new IOException("the disk is full");
          }
        } catch (IOException | UncheckedIOException e) {
          Files.deleteIfExists(file);
          throw e;
        }
        return Optional.of(file);
      } catch (IOException | UncheckedIOException | SecurityException e) {
        // the next folder, or none: a report without a log is better than none
      }
    }
    return Optional.empty();
  }
}
