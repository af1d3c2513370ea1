package io.gleaner.pipeline.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A local file that is written from its start. Java's own streams say "No space left on device" and
 * not which file they were writing: here every failure is a {@link FileSystemException} of it.
 */
final class LocalOutput extends OutputStream {
  private final Path file;
  private final OutputStream out;

  LocalOutput(Path file) throws IOException {
    this.file = file;
    this.out = Files.newOutputStream(file);
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      throw named(e);
    }
  }

  @Override
  public void flush() throws IOException {
    try {
      out.flush();
    } catch (IOException e) {
      throw named(e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      out.close();
    } catch (IOException e) {
      throw named(e);
    }
  }

  private IOException named(IOException failure) {
    return named(file, failure);
  }

  /** Returns the failure as one that names the file. */
  static FileSystemException named(Path file, IOException failure) {
    if (failure instanceof FileSystemException known) {
      return known;
    }
    FileSystemException named =
        new FileSystemException(file.toString(), null, failure.getMessage());
    named.initCause(failure);
    return named;
  }
}
