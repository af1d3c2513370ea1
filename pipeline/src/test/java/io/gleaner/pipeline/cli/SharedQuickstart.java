package io.gleaner.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One run of the samples for all test classes of this JVM that only read it. */
final class SharedQuickstart {
  private static Path folder;

  private SharedQuickstart() {}

  /** Returns the recipe, for this working directory. */
  static Path recipe() throws IOException {
    return folder().resolve("quickstart.yaml");
  }

  /** Returns the run's directory. */
  static Path run() throws IOException {
    return folder().resolve("run");
  }

  private static synchronized Path folder() throws IOException {
    if (folder == null) {
      Path made = Files.createTempDirectory("quickstart");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(made)));
      Path recipe = made.resolve("quickstart.yaml");
      Files.writeString(
          recipe,
          Files.readString(Path.of("../configs/quickstart.yaml"))
              .replace("samples/", "../samples/")
              .replace("device: auto", "device: cpu"));
      assertThat(
              Gleaner.run(
                  "run",
                  recipe.toString(),
                  "--output",
                  made.resolve("run").toString(),
                  "--parallelism",
                  "1"))
          .isZero();
      folder = made;
    }
    return folder;
  }

  private static void remove(Path made) {
    try {
      Location.of(made).deleteAll();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
