package io.gleaner.pipeline.cli;

import io.gleaner.dedup.near.RepeatedIdException;
import io.gleaner.pipeline.run.DisturbedRunException;
import io.gleaner.pipeline.runner.AbandonedJobsException;
import io.gleaner.pipeline.storage.StorageException;
import io.gleaner.pipeline.table.UnreadableTableException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Failures of what a run works on, disks, permissions, memory, in a sentence of the path, what is
 * needed and the way out. What a worker threw is found among the causes: the direct runner wraps it
 * in its own exception and {@code UserCodeException}, Flink in several of its own.
 */
final class EnvironmentFailure {
  private static final String AGAIN = "then call the same command again, which continues";
  private static final long MEBIBYTE = 1L << 20;

  private EnvironmentFailure() {}

  /** Returns the sentence, or none where the failure is of another kind. */
  static Optional<String> sentence(Throwable failure) {
    Optional<String> found = Optional.empty();
    int depth = 0;
    for (Throwable each = failure; each != null && depth < 100; each = each.getCause(), depth++) {
      Optional<String> here = ofOne(each);
      if (here.isPresent()) {
        found = here; // the innermost knows most
      }
    }
    return found;
  }

  private static Optional<String> ofOne(Throwable failure) {
    if (failure instanceof DisturbedRunException
        || failure instanceof AbandonedJobsException
        || failure instanceof RepeatedIdException) {
      return Optional.of(failure.getMessage());
    }
    if (failure instanceof UnreadableTableException) {
      return Optional.of(
          failure.getMessage()
              + "; where a run has written it, remove it and call the command of that run again,"
              + " which makes it anew");
    }
    if (failure instanceof StorageException) {
      return Optional.of(
          failure.getMessage()
              + "; once the filesystem answers, call the same command again, which"
              + " continues");
    }
    if (failure instanceof FileSystemException ofFile && ofFile.getFile() != null) {
      return Optional.of(ofFile(ofFile));
    }
    if (failure instanceof IOException && isFull(failure.getMessage())) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "a disk is full, of the output or of temporary files (%s); free some space, %s",
              System.getProperty("java.io.tmpdir"),
              AGAIN));
    }
    if (failure instanceof OutOfMemoryError) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "java needs more memory than the %d MiB that it may take (%s); give it more by"
                  + " GLEANER_JAVA_OPTIONS=-Xmx16g, or say a smaller --parallelism, %s",
              Runtime.getRuntime().maxMemory() / MEBIBYTE,
              failure.getMessage(),
              AGAIN));
    }
    return Optional.empty();
  }

  private static String ofFile(FileSystemException failure) {
    String file = failure.getFile();
    String reason = failure.getReason() == null ? "" : failure.getReason();
    if (isFull(reason)) {
      return String.format(
          Locale.ROOT,
          "%s cannot be written: its disk is full%s; free some space or choose another output, %s",
          file,
          left(file),
          AGAIN);
    }
    if (reason.contains("Read-only file system")) {
      return String.format(
          Locale.ROOT,
          "%s cannot be written: its filesystem is read-only; make it writable or choose"
              + " another output, %s",
          file,
          AGAIN);
    }
    if (failure instanceof AccessDeniedException || reason.contains("not permitted")) {
      return String.format(
          Locale.ROOT,
          "%s: permission denied; it must be readable and its folder writable for the user"
              + " \"%s\"; change the permissions or choose another path, %s",
          file,
          System.getProperty("user.name"),
          AGAIN);
    }
    if (failure instanceof FileAlreadyExistsException
        || failure instanceof NotDirectoryException
        || reason.contains("Not a directory")) {
      return String.format(
          Locale.ROOT,
          "%s is a file or lies below one, and a folder is needed there; choose another path",
          file);
    }
    if (reason.contains("name too long")) {
      return String.format(
          Locale.ROOT, "%s has too long a name for its filesystem; choose a shorter path", file);
    }
    if (reason.contains("Too many open files")) {
      return String.format(
          Locale.ROOT,
          "%s cannot be opened: this process has too many open files; raise the limit"
              + " (ulimit -n 65536), %s",
          file,
          AGAIN);
    }
    if (failure instanceof NoSuchFileException) {
      return String.format(
          Locale.ROOT,
          "%s is not there any more, or never was; leave the run's directory and its inputs"
              + " alone while it works, %s",
          file,
          AGAIN);
    }
    return String.format(
        Locale.ROOT,
        "%s cannot be used: %s; once that is mended, call the same command again, which continues",
        file,
        reason.isEmpty() ? failure.getClass().getSimpleName() : reason);
  }

  private static boolean isFull(String reason) {
    return reason != null
        && (reason.contains("No space left on device")
            || reason.contains("Disk quota exceeded")
            || reason.contains("not enough space on the disk"));
  }

  private static String left(String file) {
    try {
      Path folder = Path.of(file).toAbsolutePath();
      while (folder != null && !Files.isDirectory(folder)) {
        folder = folder.getParent();
      }
      return folder == null
          ? ""
          : String.format(
              Locale.ROOT,
              " (%d MiB left)",
              Files.getFileStore(folder).getUsableSpace() / MEBIBYTE);
    } catch (IOException | IllegalArgumentException e) {
      return "";
    }
  }
}
