package io.gleaner.pipeline.source;

import io.gleaner.pipeline.image.Reason;
import io.gleaner.pipeline.image.RejectedImageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** The bytes of one input, or the reason why there are none. */
record InputBytes(byte[] bytes, RejectedImageException rejection) {
  /** Reads a regular file of at most {@code limit} bytes; anything else is not even opened. */
  static InputBytes ofFile(Path file, long limit) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (!attributes.isRegularFile()) {
        return rejected(Reason.UNREADABLE, "not a regular file");
      }
      if (attributes.size() > limit) {
        return tooMany(attributes.size(), limit);
      }
      try (InputStream in = Files.newInputStream(file)) {
        return of(in.readNBytes(Math.toIntExact(Math.min(limit, Integer.MAX_VALUE - 8))));
      }
    } catch (IOException e) {
      return rejected(Reason.UNREADABLE, e.getClass().getSimpleName() + " " + e.getMessage());
    }
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
