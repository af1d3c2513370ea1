package io.gleaner.pipeline.runner;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * The thin jar with Gleaner's own classes that each pipeline takes to a cluster, whose class path
 * has all the rest. It travels with every pipeline, so a cluster runs what its client runs.
 */
final class JobJar {
  /** System property that names it; the launcher sets it. */
  static final String PROPERTY = "gleaner.job";

  private static final String COMMAND = "mvn -Pflink -DskipTests package";

  private JobJar() {}

  /**
   * Returns the jar, once its classes have proved to be those of this JVM.
   *
   * @throws StaleJobJarException where it is missing or was built from other sources
   */
  static Path ofThisBuild() throws IOException {
    String named = System.getProperty(PROPERTY);
    if (named == null) {
      throw new StaleJobJarException(
          "-D%s=JAR is missing: it names gleaner-flink/gleaner-job.jar, made by %s"
              .formatted(PROPERTY, COMMAND));
    }
    Path jar = Path.of(named).toAbsolutePath().normalize();
    if (!Files.isRegularFile(jar)) {
      throw new StaleJobJarException("%s is missing: make it by %s".formatted(jar, COMMAND));
    }
    try (JarFile opened = new JarFile(jar.toFile())) {
      for (Enumeration<JarEntry> entries = opened.entries(); entries.hasMoreElements(); ) {
        JarEntry entry = entries.nextElement();
        if (entry.getName().endsWith(".class")) {
          requireSame(jar, opened, entry);
        }
      }
    }
    return jar;
  }

  private static void requireSame(Path jar, JarFile opened, JarEntry entry) throws IOException {
    try (InputStream staged = opened.getInputStream(entry);
        InputStream own = JobJar.class.getClassLoader().getResourceAsStream(entry.getName())) {
      if (own == null || !Arrays.equals(staged.readAllBytes(), own.readAllBytes())) {
        throw new StaleJobJarException(
            "%s was built from other sources than this program (%s differs): make it anew by %s"
                .formatted(jar, entry.getName(), COMMAND));
      }
    }
  }
}
