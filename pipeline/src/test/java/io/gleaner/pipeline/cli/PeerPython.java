package io.gleaner.pipeline.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A virtual environment with packages of PyPI, for tests that read by other people's libraries. */
final class PeerPython {
  private static final int INSTALL_SECONDS = 180;
  private static final int RUN_SECONDS = 120;

  private final Path python;

  private PeerPython(Path python) {
    this.python = python;
  }

  /** Makes an environment below a folder; skips the test where there is no Python, or no PyPI. */
  static PeerPython install(Path folder, String... packages) {
    Path environment = folder.resolve("venv");
    assumeTrue(
        output(RUN_SECONDS, List.of("python3", "-m", "venv", environment.toString())) != null,
        "python3 -m venv does not work here");
    Path python = environment.resolve("bin/python");
    List<String> install =
        new ArrayList<>(
            List.of(python.toString(), "-m", "pip", "install", "--quiet", "--retries=0"));
    install.addAll(List.of(packages));
    assumeTrue(output(INSTALL_SECONDS, install) != null, "PyPI is not reachable");
    return new PeerPython(python);
  }

  /** Returns what a program prints, or null where it fails or takes too long. */
  String run(Path program, Path... arguments) {
    List<String> command = new ArrayList<>(List.of(python.toString(), program.toString()));
    for (Path argument : arguments) {
      command.add(argument.toString());
    }
    return output(RUN_SECONDS, command);
  }

  private static String output(int seconds, List<String> command) {
    try {
      Path out = Files.createTempFile("peer", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
      builder.environment().put("HF_HUB_OFFLINE", "1");
      Process process = builder.start();
      boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
      process.descendants().forEach(ProcessHandle::destroyForcibly); // they would write on
      process.destroyForcibly().waitFor();
      String text = Files.readString(out, StandardCharsets.UTF_8);
      Files.delete(out);
      return ended && process.exitValue() == 0 ? text : null;
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
