package io.gleaner.pipeline.source;

import io.gleaner.pipeline.image.Reason;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/**
 * A tar shard as WebDataset and img2dataset write them, compressed or not: members that share a
 * key, the name up to the first dot of its last segment, follow one another and make a sample.
 *
 * @param uri of the shard itself
 * @param file where it is, as it was listed
 * @param fields of the sidecar that are carried
 * @param limit largest member that is read, in bytes
 */
record TarUnit(
    String source,
    String name,
    String fingerprint,
    String uri,
    ListedFile file,
    List<String> fields,
    long limit)
    implements SourceUnit {

  @Override
  public List<ListedFile> read() {
    return List.of(file);
  }

  @Override
  public RawImages open() throws IOException {
    String problem;
    try {
      Location location = file.location();
      String change = file.change();
      if (location.isLocal() && !Files.isRegularFile(location.path())) {
        problem = "not a regular file";
      } else if (change != null) {
        problem = "the shard was " + change + "; the next run reads it";
      } else {
        return new TarImages(this, reader());
      }
    } catch (IOException e) {
      StorageException.rethrow(e);
      problem = e.getClass().getSimpleName() + " " + e.getMessage();
    }
    return RawImages.of(RawImage.rejected(uri, Reason.UNREADABLE, problem));
  }

  @Override
  public UnitCount count() throws IOException {
    try {
      return CountTar.of(file);
    } catch (IOException e) {
      StorageException.rethrow(e);
      return UnitCount.whole(0, Math.max(0, file.bytes()));
    }
  }

  /** Returns where a member's bytes are. */
  Place place(TarReader tar, TarMember member) {
    return Place.member(uri, tar.isCompressed(), member);
  }

  /** Opens the tar for a pass; what is wrong with it is in its parts. */
  TarReader reader() throws IOException {
    return new TarReader(() -> Unpacking.of(file.location().open()));
  }
}
