package io.gleaner.pipeline.review;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a person may decide about an image, or about two. */
public enum Verdict {
  /** No edge joins the two images. */
  KEEP_BOTH,
  /** The image leaves, as if it had not been there. */
  REMOVE,
  /** The picture leaves wherever it is, and with it the component of the pool that it is in. */
  NEVER,
  /** The image is not drawn from that cluster. */
  WRONG_CLUSTER;

  /** Returns its name in files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Verdict> of(String label) {
    return Stream.of(values()).filter(each -> each.label().equals(label)).findFirst();
  }

  static List<String> labels() {
    return Stream.of(values()).map(Verdict::label).toList();
  }
}
