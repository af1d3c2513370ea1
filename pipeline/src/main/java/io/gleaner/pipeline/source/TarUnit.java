package io.gleaner.pipeline.source;

import io.gleaner.pipeline.image.Reason;
import io.gleaner.pipeline.storage.Location;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * A tar shard as WebDataset and img2dataset write them: members that share a key, the name up to
 * the first dot of its last segment, follow one another and make a sample.
 *
 * @param uri of the shard itself
 * @param file where it is
 * @param fields of the sidecar that are carried
 * @param limit largest member that is read, in bytes
 */
record TarUnit(
    String source,
    String name,
    String fingerprint,
    String uri,
    Location file,
    List<String> fields,
    long limit)
    implements SourceUnit {

  @Override
  public RawImages open() throws IOException {
    try {
      return new TarImages(
          this, new TarArchiveInputStream(new BufferedInputStream(file.open(), 1 << 20), "UTF-8"));
    } catch (NoSuchFileException e) {
      return RawImages.of(
          new RawImage(
              uri,
              uri,
              null,
              InputBytes.rejected(Reason.UNREADABLE, "NoSuchFileException " + uri).rejection(),
              java.util.Map.of()));
    }
  }
}
