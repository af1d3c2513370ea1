package io.gleaner.pipeline.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a file or folder on any filesystem. Text without a scheme, or with {@code file:}, is
 * a path of the local filesystem and goes straight to {@code java.nio}; {@code SCHEME://...} goes
 * through Beam's filesystem of that scheme. Names are taken as they are, without percent-decoding.
 *
 * <p>Remote filesystems have no folders of their own: a folder is there while a file is below it.
 * Files are written under a hidden name and renamed; on object stores a rename copies on the
 * server, and on HDFS the name is free for a moment where it replaces a file.
 *
 * @param text a local path, or {@code scheme://authority/path} without a slash at the end
 */
public record Location(String text) implements Serializable, Comparable<Location> {
  private static final Pattern REMOTE =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+)://(.*)", Pattern.DOTALL);
  private static final Pattern FILE =
      Pattern.compile("file:(//(localhost)?(?=/))?(.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  public Location {
    text = normalised(text);
  }

  public static Location of(String text) {
    return new Location(text);
  }

  /** Returns the local location of a path, whatever its name looks like. */
  public static Location of(Path path) {
    String text = path.toString();
    boolean misleading = FILE.matcher(text).matches() || REMOTE.matcher(text).matches();
    return new Location(misleading ? "./" + text : text);
  }

  private static String normalised(String text) {
    Matcher file = FILE.matcher(text);
    if (file.matches()) {
      return Path.of(file.group(3)).toString();
    }
    Matcher remote = REMOTE.matcher(text);
    if (!remote.matches()) {
      return Path.of(text).toString();
    }
    String path = remote.group(2);
    int end = path.length();
    while (end > 0 && path.charAt(end - 1) == '/') {
      end--;
    }
    return remote.group(1).toLowerCase(Locale.ROOT) + "://" + path.substring(0, end);
  }

  public boolean isLocal() {
    return !REMOTE.matcher(text).matches();
  }

  /**
   * Returns the local path.
   *
   * @throws IllegalStateException where the location is remote
   */
  public Path path() {
    if (!isLocal()) {
      throw new IllegalStateException(text + " is not on the local filesystem");
    }
    return Path.of(text);
  }

  /** Returns the location that every worker, whatever its working directory, knows this one by. */
  public Location absolute() {
    return isLocal() ? of(path().toAbsolutePath().normalize()) : this;
  }

  /** Returns the absolute location with links followed, as far as it is there. */
  public Location real() throws IOException {
    if (!isLocal()) {
      return this;
    }
    Path path = absolute().path();
    Path there = path;
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    return there == null ? this : of(there.toRealPath().resolve(there.relativize(path)));
  }

  /** Returns what {@code child} names below this folder; segments are parted by slashes. */
  public Location resolve(String child) {
    return isLocal() ? of(path().resolve(child)) : of(text + "/" + child);
  }

  /** Returns what {@code name} names beside this file. */
  public Location sibling(String name) {
    return isLocal()
        ? of(path().resolveSibling(name))
        : of(text.substring(0, text.lastIndexOf('/') + 1) + name);
  }

  /** Whether this location is below a folder, by their names. */
  public boolean isBelow(Location folder) {
    return isLocal()
        ? folder.isLocal() && !equals(folder) && path().startsWith(folder.path())
        : text.startsWith(folder.text + "/");
  }

  /**
   * Returns the name of this location below a folder, slashes between segments.
   *
   * @throws IllegalArgumentException where it is not below it
   */
  public String below(Location folder) {
    if (!isBelow(folder)) {
      throw new IllegalArgumentException(this + " is not below " + folder);
    }
    return isLocal()
        ? folder
            .path()
            .relativize(path())
            .toString()
            .replace(path().getFileSystem().getSeparator(), "/")
        : text.substring(folder.text.length() + 1);
  }

  /** Returns the folder that this is in, or none where it is the root of its filesystem. */
  public Optional<Location> parent() {
    if (isLocal()) {
      return Optional.ofNullable(path().toAbsolutePath().getParent()).map(Location::of);
    }
    int slash = text.lastIndexOf('/');
    return slash < text.indexOf("://") + 3
        ? Optional.empty()
        : Optional.of(of(text.substring(0, slash)));
  }

  /** Returns the last segment, empty where there is none. */
  public String name() {
    if (isLocal()) {
      Path name = path().getFileName();
      return name == null ? "" : name.toString();
    }
    return text.substring(Math.max(text.lastIndexOf('/'), text.indexOf("://") + 2) + 1);
  }

  /** Returns a hidden name beside this file that nothing else has. */
  public Location temporary() {
    return sibling("." + name() + "." + UUID.randomUUID() + ".tmp");
  }

  /** Whether a file is there; of a local location, a file or a folder. */
  public boolean exists() throws IOException {
    return isLocal() ? Files.exists(path()) : Remote.exists(this);
  }

  /** Whether it is a folder; a remote one is listed for this, with all below it. */
  public boolean isFolder() throws IOException {
    return isLocal()
        ? Files.isDirectory(path())
        : Listing.withHidden(this).stream().anyMatch(file -> !file.relative().isEmpty());
  }

  /** Returns the size of a file in bytes. */
  public long size() throws IOException {
    return isLocal() ? Files.size(path()) : Remote.attributes(this).sizeBytes();
  }

  /** Returns when a file was written last. */
  public FileTime modified() throws IOException {
    return isLocal()
        ? Files.getLastModifiedTime(path())
        : FileTime.fromMillis(Remote.attributes(this).lastModifiedMillis());
  }

  /**
   * Opens a file from its start; the stream is not buffered.
   *
   * @throws java.nio.file.NoSuchFileException where it is not there
   * @throws StorageException here or from the stream, where a remote filesystem fails
   */
  public InputStream open() throws IOException {
    return isLocal() ? Files.newInputStream(path()) : Remote.stream(this);
  }

  /**
   * Opens a file for reads at any position.
   *
   * @throws java.nio.file.NoSuchFileException where it is not there
   * @throws StorageException here or from the channel, where a remote filesystem fails
   */
  public SeekableByteChannel openSeekable() throws IOException {
    return isLocal() ? FileChannel.open(path(), StandardOpenOption.READ) : Remote.seekable(this);
  }

  /** Opens a file for writing, in place of an older one; its folder is made where it is missing. */
  public OutputStream create() throws IOException {
    if (!isLocal()) {
      return Remote.create(this);
    }
    makeFolder();
    return new LocalOutput(path());
  }

  /** Makes the folder that a local file is in; remote filesystems need none. */
  public void makeFolder() throws IOException {
    if (isLocal()) {
      Durable.makeFolders(path().toAbsolutePath().getParent());
    }
  }

  /**
   * Gives a finished file its name, in place of an older file there. A local one is on its disk
   * before it has the name, and the name is before this returns: a loss of power leaves the old
   * file or the new one.
   */
  public void moveTo(Location target) throws IOException {
    if (isLocal()) {
      Durable.syncFile(path());
    }
    renameTo(target);
    target.syncFolder();
  }

  /** Writes the names of the files beside this local one to its disk. */
  public void syncFolder() {
    if (isLocal()) {
      Durable.syncFolder(path().toAbsolutePath().getParent());
    }
  }

  /**
   * Gives a file another name on its filesystem, in place of an older file there; for what need not
   * outlive a loss of power, or is on its disk already.
   */
  public void renameTo(Location target) throws IOException {
    if (isLocal()) {
      Files.move(path(), target.path(), StandardCopyOption.ATOMIC_MOVE);
    } else {
      Remote.rename(this, target);
    }
  }

  /** Copies a file to a local path, in place of an older one, whose folder is there. */
  public void copyTo(Path target) throws IOException {
    try (InputStream in = open()) {
      Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Removes a file; nothing happens if it is not there. */
  public void delete() throws IOException {
    if (isLocal()) {
      Files.deleteIfExists(path());
    } else if (exists()) {
      Remote.delete(this);
    }
  }

  /**
   * Removes a file or a folder with all below it; nothing happens if it is not there. Links are
   * removed, not followed. HDFS keeps empty folders.
   */
  public void deleteAll() throws IOException {
    if (isLocal()) {
      LocalTree.delete(path());
    } else {
      for (StoredFile file : Listing.withHidden(this)) {
        Remote.delete(file.location());
      }
    }
  }

  /** Returns the text of a small file in UTF-8. */
  public String readText() throws IOException {
    try (InputStream in = open()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Writes a small text file so that it appears whole or not at all. */
  public void writeText(String content) throws IOException {
    Location temporary = temporary();
    try (OutputStream out = temporary.create()) {
      out.write(content.getBytes(StandardCharsets.UTF_8));
    }
    temporary.moveTo(this);
  }

  @Override
  public int compareTo(Location other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
