package io.gleaner.pipeline.runner;

import io.gleaner.clustering.Cluster;
import io.gleaner.dedup.Deduplicate;
import io.gleaner.retrieval.Retrieve;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * The classes of Gleaner that a JVM runs, by their checksums. A cluster has them on its own class
 * path, where libtorch and what Beam caches of a class load once and not with each pipeline; so it
 * may have others than its client.
 *
 * @param checksums CRC-32 of each class file, by the name of its resource
 */
record OwnClasses(TreeMap<String, Long> checksums) implements Serializable {
  /** One class of each module. */
  private static final List<Class<?>> MODULES =
      List.of(Cluster.class, Retrieve.class, Deduplicate.class, OwnClasses.class);

  static OwnClasses ofThisJvm() throws IOException {
    TreeMap<String, Long> checksums = new TreeMap<>();
    for (Class<?> module : MODULES) {
      Path source = source(module);
      if (Files.isDirectory(source)) {
        collect(source, checksums);
      } else {
        try (FileSystem jar = FileSystems.newFileSystem(source)) {
          collect(jar.getPath("/"), checksums);
        }
      }
    }
    return new OwnClasses(checksums);
  }

  /** Returns up to three of these classes that this JVM lacks or has otherwise, and how many. */
  String differences() throws IOException {
    StringBuilder names = new StringBuilder();
    int count = 0;
    for (Map.Entry<String, Long> expected : checksums.entrySet()) {
      try (InputStream file = OwnClasses.class.getResourceAsStream("/" + expected.getKey())) {
        if (file == null || checksum(file.readAllBytes()) != expected.getValue()) {
          if (++count <= 3) {
            names.append(expected.getKey()).append(", ");
          }
        }
      }
    }
    return count == 0
        ? ""
        : names + String.format(Locale.ROOT, "%d of %d", count, checksums.size());
  }

  private static Path source(Class<?> type) throws IOException {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  private static void collect(Path root, Map<String, Long> checksums) throws IOException {
    try (Stream<Path> files = Files.walk(root.resolve("io/gleaner"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
        checksums.put(root.relativize(file).toString(), checksum(Files.readAllBytes(file)));
      }
    }
  }

  private static long checksum(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return crc.getValue();
  }
}
