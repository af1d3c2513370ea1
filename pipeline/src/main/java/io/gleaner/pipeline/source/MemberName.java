package io.gleaner.pipeline.source;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The name of a tar's member, as WebDataset parts it: the key goes up to the first dot of the last
 * segment, the field is the rest. Where a field has dots itself ({@code 22.05.jpg}), the stem, up
 * to the last dot, tells which sidecar is whose.
 *
 * @param full the whole name
 * @param key names the sample: {@code d/22} of {@code d/22.05.jpg}
 * @param stem {@code d/22.05} of {@code d/22.05.jpg}
 * @param extension after the last dot, in lower case; of a name without a dot, the last segment
 */
record MemberName(String full, String key, String stem, String extension) {
  private static final Set<String> BESIDE_IMAGES =
      Set.of("json", "txt", "cls", "caption", "csv", "npy", "npz", "pth", "pt", "id", "md5", "xml");

  private static final Pattern HIDDEN = Pattern.compile("(^|/)\\.(?!\\.?/)");

  /**
   * Returns null where a segment starts with a dot, such as {@code ._1.jpg} and {@code .git/1.jpg},
   * and for empty names.
   */
  static MemberName of(String name) {
    int base = name.lastIndexOf('/') + 1;
    if (base == name.length() || HIDDEN.matcher(name).find()) {
      return null;
    }
    int first = name.indexOf('.', base);
    int last = name.lastIndexOf('.');
    return new MemberName(
        name,
        first < 0 ? name : name.substring(0, first),
        last < base ? name : name.substring(0, last),
        name.substring(Math.max(base, last + 1)).toLowerCase(Locale.ROOT));
  }

  boolean isImage() {
    return !BESIDE_IMAGES.contains(extension);
  }

  boolean isJson() {
    return extension.equals("json");
  }

  boolean isText() {
    return extension.equals("txt") || extension.equals("caption");
  }

  /**
   * Returns a path without empty and dot segments, or null where it leaves the archive.
   *
   * @param folder what the path is relative to, empty for the archive itself
   */
  static String normal(String folder, String path) {
    Deque<String> segments = new ArrayDeque<>();
    for (String segment : (folder + "/" + path).split("/")) {
      if (segment.equals("..")) {
        if (segments.pollLast() == null) {
          return null;
        }
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        segments.add(segment);
      }
    }
    return String.join("/", segments);
  }
}
