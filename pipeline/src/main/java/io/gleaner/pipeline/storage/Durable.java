package io.gleaner.pipeline.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What has to reach the disk, so that after a loss of power a file that has its final name has its
 * contents too: the file before it is renamed, its folder after that, and the folder above a new
 * folder.
 */
final class Durable {
  private Durable() {}

  /** Writes what the system still holds of a file to its disk. */
  static void syncFile(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    } catch (IOException e) {
      throw LocalOutput.named(file, e);
    }
  }

  /** The same for the names in a folder, where the system lets a folder be opened. */
  static void syncFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows opens no folders and writes names at once; some network filesystems refuse too.
    }
  }

  /** Makes a folder and those above it that are missing; a link to a folder is one. */
  static void makeFolders(Path folder) throws IOException {
    Deque<Path> missing = new ArrayDeque<>();
    for (Path each = folder; each != null && !Files.isDirectory(each); each = each.getParent()) {
      missing.push(each);
    }
    for (Path each : missing) {
      Files.createDirectories(each); // another worker may have made it meanwhile
      if (each.getParent() != null) {
        syncFolder(each.getParent());
      }
    }
  }
}
