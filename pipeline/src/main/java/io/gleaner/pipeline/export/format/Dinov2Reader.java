package io.gleaner.pipeline.export.format;

import io.gleaner.pipeline.storage.Location;
import java.io.BufferedInputStream;
import java.io.IOException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Reads the images of a tar. */
final class Dinov2Reader implements ShardReader {
  private final TarArchiveInputStream tar;

  Dinov2Reader(Location file) throws IOException {
    tar = new TarArchiveInputStream(new BufferedInputStream(file.open(), 1 << 18));
  }

  @Override
  public Read next() throws IOException {
    TarArchiveEntry image = tar.getNextEntry();
    return image == null ? null : new Read(image.getName(), tar.readAllBytes(), null);
  }

  @Override
  public void close() throws IOException {
    tar.close();
  }
}
