package io.gleaner.clustering.workers;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MoveOptions.StandardMoveOptions;
import org.apache.beam.sdk.io.fs.ResolveOptions.StandardResolveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.util.MimeTypes;

/**
 * A folder of small-lived files that the driver and all workers see, on any of Beam's file systems.
 * Files are written aside and renamed, so that a retried bundle replaces what an earlier attempt
 * wrote and nobody reads half a file.
 *
 * @param path a folder, which need not exist
 */
public record ScratchFolder(String path) implements Serializable {
  private static final int BUFFER_BYTES = 1 << 20;

  /** Writes a file's content. */
  public interface Content {
    void write(DataOutputStream out) throws IOException;
  }

  public ScratchFolder {
    path = path.endsWith("/") ? path : path + "/";
  }

  /** Returns a folder in this one. */
  public ScratchFolder folder(String name) {
    return new ScratchFolder(path + name);
  }

  /** Returns a folder in this one that nobody else has. */
  public ScratchFolder unique() {
    return folder(UUID.randomUUID().toString());
  }

  /** Writes a file, in place of one of that name. */
  public void write(String name, Content content) throws IOException {
    ResourceId aside = file("aside-" + UUID.randomUUID());
    try (DataOutputStream out =
        new DataOutputStream(
            new BufferedOutputStream(
                Channels.newOutputStream(FileSystems.create(aside, MimeTypes.BINARY)),
                BUFFER_BYTES))) {
      content.write(out);
    }
    FileSystems.rename(List.of(aside), List.of(file(name)));
  }

  /** Opens a file from its start; the caller buffers. */
  public DataInputStream open(String name) throws IOException {
    return new DataInputStream(Channels.newInputStream(FileSystems.open(file(name))));
  }

  /** Returns the names of the files that start with {@code prefix}, sorted. */
  public List<String> names(String prefix) throws IOException {
    List<String> names = new ArrayList<>();
    for (ResourceId file : files(prefix)) {
      names.add(file.getFilename());
    }
    names.sort(null);
    return names;
  }

  /** Removes the files that start with {@code prefix}. */
  public void delete(String prefix) throws IOException {
    FileSystems.delete(files(prefix), StandardMoveOptions.IGNORE_MISSING_FILES);
  }

  private List<ResourceId> files(String prefix) throws IOException {
    MatchResult found = FileSystems.match(path + prefix + "*");
    List<ResourceId> files = new ArrayList<>();
    if (found.status() != MatchResult.Status.NOT_FOUND) {
      try {
        found.metadata().forEach(each -> files.add(each.resourceId()));
      } catch (FileNotFoundException e) {
        return List.of();
      }
    }
    return files;
  }

  private ResourceId file(String name) {
    return FileSystems.matchNewResource(path, true)
        .resolve(name, StandardResolveOptions.RESOLVE_FILE);
  }
}
