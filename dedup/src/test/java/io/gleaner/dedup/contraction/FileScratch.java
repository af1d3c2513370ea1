package io.gleaner.dedup.contraction;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Files below a folder. */
public record FileScratch(String root) implements Scratch {
  public static FileScratch in(Path folder) {
    return new FileScratch(folder.toString());
  }

  @Override
  public void write(String name, Content content) throws IOException {
    Path target = Path.of(root, name);
    Files.createDirectories(target.getParent());
    Path aside = target.resolveSibling("." + UUID.randomUUID());
    try (OutputStream out = Files.newOutputStream(aside)) {
      content.writeTo(out);
    }
    Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public InputStream read(String name) throws IOException {
    return Files.newInputStream(Path.of(root, name));
  }

  @Override
  public List<String> names(String folder) throws IOException {
    if (!Files.exists(Path.of(root, folder))) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(Path.of(root, folder))) {
      return files.map(file -> folder + "/" + file.getFileName()).toList();
    }
  }

  @Override
  public void delete(String folder) throws IOException {
    for (String name : names(folder)) {
      Files.delete(Path.of(root, name));
    }
    Files.deleteIfExists(Path.of(root, folder));
  }
}
