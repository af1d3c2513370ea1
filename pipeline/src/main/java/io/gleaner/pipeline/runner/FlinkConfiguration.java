package io.gleaner.pipeline.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder with Flink's {@code config.yaml} for this process, as Beam's runner takes it: the one
 * that {@code FLINK_CONF_DIR} names, or one that is made and goes with the JVM.
 */
record FlinkConfiguration(String folder) {
  private static final String LISTENER =
      "execution.job-listeners: " + SubmittedJobs.class.getName() + "\n";

  /** What a client of a cluster needs. */
  static FlinkConfiguration client() throws IOException {
    return write(LISTENER);
  }

  /**
   * What a mini cluster needs. In an exchange of a batch each worker that writes takes 512 buffers
   * of 32 KiB, and each that reads two for every writer: more than Flink's 64 MiB from 4 workers
   * on.
   */
  static FlinkConfiguration embedded(int parallelism) throws IOException {
    long mebibytes = Math.max(64, 16L * parallelism + (long) parallelism * parallelism / 16);
    return write(
        LISTENER
            + "taskmanager.memory.network.min: %dmb\n".formatted(mebibytes)
            + "taskmanager.memory.network.max: %dmb\n".formatted(mebibytes));
  }

  private static FlinkConfiguration write(String text) throws IOException {
    String own = System.getenv("FLINK_CONF_DIR");
    if (own != null) {
      return new FlinkConfiguration(own);
    }
    Path folder = Files.createTempDirectory("gleaner-flink");
    Path file = Files.writeString(folder.resolve("config.yaml"), text);
    folder.toFile().deleteOnExit();
    file.toFile().deleteOnExit();
    return new FlinkConfiguration(folder.toString());
  }
}
