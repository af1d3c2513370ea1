package io.gleaner.clustering.workers;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** A local folder, for tests of every module. */
public record LocalScratch(String path) implements ScratchFolder {
  @Override
  public void write(String name, Content content) throws IOException {
    Files.createDirectories(Path.of(path));
    Path aside = Path.of(path, "." + UUID.randomUUID());
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(aside)))) {
      content.writeTo(out);
    }
    Files.move(aside, Path.of(path, name), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public DataInputStream open(String name) throws IOException {
    return new DataInputStream(new BufferedInputStream(Files.newInputStream(Path.of(path, name))));
  }

  @Override
  public List<String> names() throws IOException {
    if (!Files.exists(Path.of(path))) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(Path.of(path))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .sorted()
          .toList();
    }
  }

  @Override
  public void delete() throws IOException {
    if (Files.exists(Path.of(path))) {
      try (Stream<Path> files = Files.walk(Path.of(path))) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  @Override
  public ScratchFolder folder(String name) {
    return new LocalScratch(Path.of(path, name).toString());
  }
}
