package io.gleaner.pipeline.export;

import io.gleaner.pipeline.manifest.ImageMetadata;
import io.gleaner.pipeline.manifest.ManifestRow;
import io.gleaner.pipeline.sort.SortKey;
import io.gleaner.pipeline.source.Place;
import io.gleaner.retrieval.curated.Retrieval;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * Which rows of a manifest are exported, of which class each is, and in which order they come.
 *
 * @param sets that count as classes, in the recipe's order
 * @param chosen whether an image must be called for by one of them
 * @param classField the carried field that is the class, or null
 * @param carried all carried fields of the manifest
 * @param byClass whether the class comes first in the order
 * @param shuffle the seed, or null for the order of places
 */
record ExportOrder(
    List<String> sets,
    boolean chosen,
    String classField,
    List<String> carried,
    boolean byClass,
    Long shuffle) {
  /** The class of images whose field is null. */
  static final String UNLABELLED = "unlabelled";

  boolean holds(ManifestRow row) {
    return !chosen || firstSet(row) != null;
  }

  /** Returns the first set of the recipe that calls for an image, or null. */
  private String firstSet(ManifestRow row) {
    int first = sets.size();
    for (Retrieval retrieval : row.retrievals()) {
      int place = sets.indexOf(retrieval.set());
      first = place >= 0 ? Math.min(first, place) : first;
    }
    return first < sets.size() ? sets.get(first) : null;
  }

  /** Returns the name of an image's class. */
  String classOf(ManifestRow row) {
    if (classField != null) {
      String value = row.image().carried().get(carried.indexOf(classField));
      return value == null ? UNLABELLED : value;
    }
    String set = firstSet(row);
    return set == null ? row.image().source() : set;
  }

  /** Returns the key that images are sorted by: that of a {@link SortKey}. */
  byte[] key(FoundImage found) {
    SortKey key = new SortKey();
    if (byClass) {
      key.text(classOf(found.row()));
    }
    ImageMetadata image = found.row().image();
    if (shuffle != null) {
      return key.bytes(md5(shuffle + ":" + image.id())).text(image.id()).toBytes();
    }
    Place place = found.place();
    key.text(image.source());
    if (place == null) {
      key.text(null);
    } else {
      key.text(place.file())
          .text(place.container().label())
          .number(place.rowGroup())
          .number(place.row())
          .number(place.offset())
          .number(place.length());
    }
    return key.text(image.uri()).text(image.id()).toBytes();
  }

  private static byte[] md5(String text) {
    try {
      return MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5", e);
    }
  }
}
