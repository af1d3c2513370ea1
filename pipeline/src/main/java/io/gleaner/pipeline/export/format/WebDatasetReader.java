package io.gleaner.pipeline.export.format;

import io.gleaner.pipeline.storage.Location;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Reads a shard of WebDataset by another tar reader than what wrote it. */
final class WebDatasetReader implements ShardReader {
  private final Location file;
  private final TarArchiveInputStream tar;

  WebDatasetReader(Location file) throws IOException {
    this.file = file;
    tar = new TarArchiveInputStream(new BufferedInputStream(file.open(), 1 << 18));
  }

  @Override
  public Read next() throws IOException {
    TarArchiveEntry image = tar.getNextEntry();
    if (image == null) {
      return null;
    }
    byte[] bytes = tar.readAllBytes();
    String key = image.getName().substring(0, Math.max(0, image.getName().indexOf('.')));
    TarArchiveEntry json = tar.getNextEntry();
    if (json == null || !json.getName().equals(key + ".json")) {
      throw new IOException(
          String.format(
              java.util.Locale.ROOT,
              "%s: after %s comes %s, and not %s.json",
              file,
              image.getName(),
              json == null ? "nothing" : json.getName(),
              key));
    }
    return new Read(image.getName(), bytes, new String(tar.readAllBytes(), StandardCharsets.UTF_8));
  }

  @Override
  public void close() throws IOException {
    tar.close();
  }
}
