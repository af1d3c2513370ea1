package io.gleaner.pipeline.storage;

import io.gleaner.clustering.workers.ScratchFolder;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;

/**
 * A folder of short-lived files on any filesystem that all workers reach.
 *
 * @param folder need not be there
 */
public record LocationScratch(Location folder) implements ScratchFolder {
  private static final int BUFFER_BYTES = 1 << 16;

  @Override
  public void write(String name, Content content) throws IOException {
    Location file = folder.resolve(name);
    Location aside = file.temporary();
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(aside.create(), BUFFER_BYTES))) {
      content.writeTo(out);
    }
    aside.renameTo(file); // whoever loses power begins anew
  }

  @Override
  public DataInputStream open(String name) throws IOException {
    return new DataInputStream(new BufferedInputStream(folder.resolve(name).open(), BUFFER_BYTES));
  }

  @Override
  public List<String> names() throws IOException {
    return Listing.of(folder).stream().map(StoredFile::relative).sorted().toList();
  }

  @Override
  public void delete() throws IOException {
    folder.deleteAll();
  }

  @Override
  public ScratchFolder folder(String name) {
    return new LocationScratch(folder.resolve(name));
  }
}
