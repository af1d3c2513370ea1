package io.gleaner.pipeline.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/**
 * The folders and files of a run (docs/formats.md), and the only place that knows their names.
 *
 * @param root the run's directory
 */
public record RunDirectory(Path root) {
  /** Makes the path absolute: workers have working directories of their own. */
  public RunDirectory {
    root = root.toAbsolutePath().normalize();
  }

  /** The pool's name among the sources. */
  public static final String POOL = "pool";

  /** The evaluation sets' name among the sources. */
  public static final String EVALUATION = "evaluation";

  /** What a curated set's name is prefixed with to make a source. */
  public static final String CURATED = "curated/";

  /** The file that marks a folder as complete. */
  static final String SUCCESS = "_SUCCESS";

  public Path images() {
    return root.resolve("images");
  }

  /** Returns the folder of one source's images: {@code pool}, {@code curated/NAME} ... */
  public Path images(String source) {
    return images().resolve(source);
  }

  public Path rejected() {
    return root.resolve("rejected");
  }

  public Path hashes() {
    return root.resolve("hashes");
  }

  public Path neighbours() {
    return root.resolve("neighbours");
  }

  public Path duplicates() {
    return root.resolve("duplicates");
  }

  public Path components() {
    return root.resolve("components");
  }

  public Path clusters() {
    return root.resolve("clusters");
  }

  public Path assignments() {
    return clusters().resolve("assignments");
  }

  public Path centroids() {
    return clusters().resolve("centroids.parquet");
  }

  public Path retrieved() {
    return root.resolve("retrieved");
  }

  public Path retrieved(String set) {
    return retrieved().resolve(set);
  }

  public Path manifest() {
    return root.resolve("manifest");
  }

  public Path statistics() {
    return root.resolve("statistics");
  }

  public Path statisticsJson() {
    return root.resolve("statistics.json");
  }

  public Path report() {
    return root.resolve("report");
  }

  public Path runJson() {
    return root.resolve("run.json");
  }

  /**
   * Returns the tables below {@code folder}, at any depth, sorted by path; none if it is missing.
   * Files that another process renames meanwhile do no harm.
   */
  public static List<Path> tables(Path folder) {
    List<Path> tables = new ArrayList<>();
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              String name = file.getFileName().toString();
              if (name.endsWith(".parquet") && !name.startsWith(".")) {
                tables.add(file);
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure)
                throws IOException {
              if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
              }
              throw failure;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + folder, e);
    }
    Collections.sort(tables);
    return List.copyOf(tables);
  }

  /** Removes a file or a folder with all below it; nothing happens if it is not there. */
  static void delete(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Writes a small text file so that it appears whole or not at all. */
  static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Path temporary = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
    Files.writeString(temporary, text, StandardCharsets.UTF_8);
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
