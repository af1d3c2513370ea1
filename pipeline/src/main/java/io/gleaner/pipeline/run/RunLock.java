package io.gleaner.pipeline.run;

import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * That one process works in a run directory. The system gives the lock back when the process ends,
 * however it ends. Other filesystems than the local one have no locks, and whoever starts two runs
 * in one directory there loses both.
 */
public final class RunLock implements AutoCloseable {
  private final Location file;
  private final FileChannel channel;
  private final Object identity;

  private RunLock(Location file, FileChannel channel, Object identity) {
    this.file = file;
    this.channel = channel;
    this.identity = identity;
  }

  /**
   * Takes the lock; the directory is made where it is missing.
   *
   * @throws RunDirectoryInUseException where another process has it
   */
  public static RunLock of(Location directory) throws IOException {
    Location file = directory.resolve(RunDirectory.LOCK);
    if (!directory.isLocal()) {
      return new RunLock(file, null, null);
    }
    file.makeFolder();
    FileChannel channel =
        FileChannel.open(file.path(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (!taken(channel)) {
        throw new RunDirectoryInUseException(directory);
      }
      return new RunLock(file, channel, identity(file));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static boolean taken(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // this very process holds it
    }
  }

  private static Object identity(Location file) throws IOException {
    return Files.readAttributes(file.path(), BasicFileAttributes.class).fileKey();
  }

  /**
   * Requires that the directory is the one that was locked, and not one that writing has made anew
   * since someone removed it.
   */
  public void requireHeld() throws IOException {
    if (channel != null) {
      try {
        if (Objects.equals(identity, identity(file))) {
          return;
        }
      } catch (NoSuchFileException e) {
        // told below
      }
      throw DisturbedRunException.removed(file);
    }
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
