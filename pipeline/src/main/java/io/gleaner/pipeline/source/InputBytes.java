package io.gleaner.pipeline.source;

import io.gleaner.pipeline.image.Reason;
import io.gleaner.pipeline.image.RejectedImageException;
import io.gleaner.pipeline.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** The bytes of one input, or the reason why there are none. */
record InputBytes(byte[] bytes, RejectedImageException rejection) {
  /**
   * Reads a regular file of at most {@code limit} bytes; anything else is not even opened, and a
   * file that is not the one that was listed is not taken for it.
   *
   * @throws StorageException where a remote filesystem fails, which says nothing of the file
   */
  static InputBytes ofFile(ListedFile file, long limit) throws StorageException {
    try {
      return file.location().isLocal() ? ofLocal(file, limit) : ofRemote(file, limit);
    } catch (IOException e) {
      StorageException.rethrow(e);
      return rejected(Reason.UNREADABLE, e.getClass().getSimpleName() + " " + e.getMessage());
    }
  }

  private static InputBytes ofLocal(ListedFile file, long limit) throws IOException {
    Path path = file.location().path();
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    if (!attributes.isRegularFile()) {
      return rejected(Reason.UNREADABLE, "not a regular file");
    }
    String change = file.change(attributes.size(), attributes.lastModifiedTime());
    if (change == null && attributes.size() > limit) {
      return tooMany(attributes.size(), limit);
    }
    byte[] bytes = null;
    if (change == null) {
      try (InputStream in = Files.newInputStream(path)) {
        bytes = in.readNBytes(most(limit));
      }
      change = file.change();
    }
    return change == null ? of(bytes) : rejected(Reason.UNREADABLE, change);
  }

  /** By the size alone: asking for the time would be one more request for each image. */
  private static InputBytes ofRemote(ListedFile file, long limit) throws IOException {
    try (SeekableByteChannel channel = file.location().openSeekable()) {
      String change = file.change(channel.size());
      if (change != null) {
        return rejected(Reason.UNREADABLE, change);
      }
      return channel.size() > limit
          ? tooMany(channel.size(), limit)
          : of(Channels.newInputStream(channel).readNBytes(most(limit)));
    }
  }

  private static int most(long limit) {
    return Math.toIntExact(Math.min(limit, Integer.MAX_VALUE - 8));
  }

  static InputBytes of(byte[] bytes) {
    return new InputBytes(bytes, null);
  }

  static InputBytes tooMany(long size, long limit) {
    return rejected(Reason.TOO_MANY_BYTES, size + " bytes, at most " + limit);
  }

  static InputBytes rejected(Reason reason, String detail) {
    return new InputBytes(null, new RejectedImageException(reason, detail));
  }
}
