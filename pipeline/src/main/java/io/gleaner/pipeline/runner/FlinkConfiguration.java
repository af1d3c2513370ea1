package io.gleaner.pipeline.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * What Beam's Flink runner takes by files, made for this process and gone with the JVM.
 *
 * @param folder with Flink's {@code config.yaml}: the one that {@code FLINK_CONF_DIR} names, or one
 *     of ours
 * @param jobJar an empty jar, all that goes with a job, since the cluster has the classes: given no
 *     file Beam sends the class path, some 450 MB, with each
 */
record FlinkConfiguration(String folder, Path jobJar) {
  private static final String LISTENER =
      "execution.job-listeners: " + SubmittedJobs.class.getName() + "\n";

  /** What a client of a cluster needs. */
  static FlinkConfiguration client() throws IOException {
    return write(LISTENER);
  }

  /**
   * What a mini cluster needs. In an exchange of a batch each worker that writes takes 512 buffers
   * of 32 KiB, and each that reads two for every writer: more than Flink's 64 MiB from 4 workers
   * on. Nobody hands out delegation tokens in one process, and Hadoop's way of asking for them is
   * gone from JDK 24.
   */
  static FlinkConfiguration embedded(int parallelism) throws IOException {
    long mebibytes = Math.max(64, 16L * parallelism + (long) parallelism * parallelism / 16);
    return write(
        LISTENER
            + "security.delegation.tokens.enabled: false\n"
            + String.format(Locale.ROOT, "taskmanager.memory.network.min: %dmb\n", mebibytes)
            + String.format(Locale.ROOT, "taskmanager.memory.network.max: %dmb\n", mebibytes));
  }

  private static FlinkConfiguration write(String text) throws IOException {
    Path folder = Files.createTempDirectory("gleaner-flink");
    Path file = Files.writeString(folder.resolve("config.yaml"), text);
    Path jobJar = folder.resolve("gleaner-job.jar");
    new JarOutputStream(Files.newOutputStream(jobJar), new Manifest()).close();
    for (Path each : List.of(folder, file, jobJar)) {
      each.toFile().deleteOnExit();
    }
    String own = System.getenv("FLINK_CONF_DIR");
    return new FlinkConfiguration(own == null ? folder.toString() : own, jobJar);
  }
}
