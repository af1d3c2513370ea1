package io.gleaner.pipeline.source;

import io.gleaner.pipeline.image.Reason;
import io.gleaner.pipeline.storage.StorageException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** The contents of a tar's members: images with their limit, sidecars with theirs. */
final class TarContent {
  private static final long LARGEST_ARRAY = Integer.MAX_VALUE - 8;
  private static final long LARGEST_SIDECAR = 16L << 20;

  private TarContent() {}

  /** Reads the image that is the reader's current member, or says why it cannot be had. */
  static InputBytes image(TarReader tar, TarMember member, long limit) throws StorageException {
    if (!member.kind().hasContent()) {
      return InputBytes.rejected(Reason.UNREADABLE, "not a regular file: " + member.kind().words());
    }
    long most = Math.min(limit, LARGEST_ARRAY);
    if (member.size() > most) {
      return InputBytes.tooMany(member.size(), most);
    }
    try {
      return InputBytes.of(tar.content(most));
    } catch (IOException e) {
      StorageException.rethrow(e);
      return InputBytes.rejected(
          Reason.UNREADABLE,
          String.format(Locale.ROOT, "the member at byte %d is %s", member.at(), e.getMessage()));
    }
  }

  /**
   * Reads the sidecar that is the reader's current member; null, with a note, where it is none.
   *
   * @throws TarReader.CutShortException where the shard ends before it does
   */
  static SidecarFields sidecar(
      TarReader tar, TarMember member, MemberName name, List<String> carried, ShardNotes notes)
      throws StorageException, TarReader.CutShortException {
    String problem;
    try {
      if (!member.kind().hasContent()) {
        problem = member.kind().words();
      } else if (member.size() > LARGEST_SIDECAR) {
        problem =
            String.format(Locale.ROOT, "%d bytes, at most %d", member.size(), LARGEST_SIDECAR);
      } else {
        byte[] content = tar.content(LARGEST_SIDECAR);
        return name.isJson()
            ? SidecarFields.ofJson(content, carried)
            : SidecarFields.ofText(content);
      }
    } catch (TarReader.CutShortException e) {
      throw e;
    } catch (IOException e) {
      StorageException.rethrow(e);
      problem = e.getMessage().lines().findFirst().orElse("");
    }
    notes.add(ShardNotes.Kind.NOT_READ, name.full(), " (" + problem + ")");
    return null;
  }
}
