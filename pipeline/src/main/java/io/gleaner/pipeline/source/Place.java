package io.gleaner.pipeline.source;

import io.gleaner.pipeline.storage.Location;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where the encoded bytes of an input are, so that they can be had again without what comes before
 * them (docs/formats.md).
 *
 * @param container what kind of file holds them
 * @param file uri, within the source, of the file that holds them: a loose file's own, the shard's
 *     of a tar member and of a Parquet row, also where the row names another file
 * @param offset first byte in the file, or in what it unpacks to where it is compressed; null of
 *     Parquet rows and of sparse members of a tar, whose bytes are in pieces
 * @param length of the bytes from {@code offset} on, or null likewise; of a loose file that was not
 *     read null where nobody knows
 * @param rowGroup of a Parquet file, from 0, or null
 * @param row within the row group, from 0, or null
 */
public record Place(
    Container container, String file, Long offset, Long length, Integer rowGroup, Long row)
    implements Serializable {
  private static final Pattern WEB = Pattern.compile("(?i)https?://");

  /** What kinds of files hold images. */
  public enum Container {
    FILE,
    TAR,
    COMPRESSED_TAR,
    PARQUET,
    /** A file or URL that is named as it is, outside of what the source lists. */
    LINK;

    /** Returns the name that tables have: {@code file}, {@code compressed_tar}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the one with a label.
     *
     * @throws IllegalArgumentException where none has it
     */
    public static Container labelled(String label) {
      return Arrays.stream(values())
          .filter(each -> each.label().equals(label))
          .findFirst()
          .orElseThrow(
              () -> new IllegalArgumentException("no container is called \"" + label + "\""));
    }
  }

  /**
   * A loose file.
   *
   * @param length its size, or less than 0 where it is not known
   */
  static Place file(String uri, long length) {
    return new Place(Container.FILE, uri, 0L, length < 0 ? null : length, null, null);
  }

  /** A member of a tar. */
  static Place member(String shard, boolean compressed, TarMember member) {
    Container container = compressed ? Container.COMPRESSED_TAR : Container.TAR;
    return member.kind() == TarMember.Kind.REGULAR
        ? new Place(container, shard, member.content(), member.size(), null, null)
        : new Place(container, shard, null, null, null, null);
  }

  /**
   * A picture that a file of embeddings names. A relative path starts in the folder of that file.
   *
   * @param uri of the file that names it
   * @param location of the same
   * @return null where the path leads out of the folder
   */
  static Place linked(String uri, Location location, String image) {
    if (WEB.matcher(image).lookingAt()) {
      return new Place(Container.LINK, image, null, null, null, null);
    }
    try {
      Location target = FollowedPath.of(location, image);
      Location folder = location.parent().orElseThrow();
      return uri.contains("/") && target.isBelow(folder)
          ? file(uri.substring(0, uri.lastIndexOf('/') + 1) + target.below(folder), -1)
          : new Place(Container.LINK, target.toString(), null, null, null, null);
    } catch (FollowedPath.NotFollowedException | IllegalArgumentException e) {
      return null;
    }
  }

  /** Returns whether this is the URL of a picture that a table of embeddings names. */
  public boolean isOnTheWeb() {
    return container == Container.LINK && WEB.matcher(file).lookingAt();
  }

  /** A row of a Parquet file. */
  static Place row(String shard, int rowGroup, long row) {
    return new Place(Container.PARQUET, shard, null, null, rowGroup, row);
  }
}
