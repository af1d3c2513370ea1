package io.gleaner.clustering.workers;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.UUID;

/**
 * A reference to a folder of short-lived files that the driver and all workers see, with equality
 * by content. This module knows no filesystem: {@code pipeline} implements it over any of Beam's.
 */
public interface ScratchFolder extends Serializable {
  /** Writes a file's content. */
  interface Content {
    void writeTo(DataOutputStream out) throws IOException;
  }

  /**
   * Writes a file, in place of one of that name: aside first and then renamed, so that a retried
   * bundle replaces what an earlier attempt wrote and nobody reads half a file.
   */
  void write(String name, Content content) throws IOException;

  /** Opens a file from its start. */
  DataInputStream open(String name) throws IOException;

  /** Returns the names of the files that were written, sorted; none where there is no folder. */
  List<String> names() throws IOException;

  /** Removes the folder with all that is in it. */
  void delete() throws IOException;

  /** Returns a folder in this one; it need not be there. */
  ScratchFolder folder(String name);

  /** Returns a folder in this one that nobody else has. */
  default ScratchFolder unique() {
    return folder(UUID.randomUUID().toString());
  }
}
