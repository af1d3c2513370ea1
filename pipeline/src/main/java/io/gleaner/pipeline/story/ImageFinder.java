package io.gleaner.pipeline.story;

import io.gleaner.dedup.hash.PerceptualHash;
import io.gleaner.pipeline.image.GreyThumbnail;
import io.gleaner.pipeline.image.ImageDecoder;
import io.gleaner.pipeline.image.ImageLimits;
import io.gleaner.pipeline.image.RejectedImageException;
import io.gleaner.pipeline.table.Sql;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Finds images of a run by what people know of them: an id, a uri or its end, a local file. Inputs
 * that were rejected are found too, but by file: of their bytes nothing is kept.
 */
public final class ImageFinder {
  private static final String IMAGES_AND_REJECTED =
      "(SELECT id, uri FROM images UNION SELECT left(sha256(source || chr(0) || uri), 32), uri"
          + " FROM rejected)";

  private final Sql sql;
  private final int perceptualDistance;
  private final int most;
  private final List<String> searched = new ArrayList<>();

  /**
   * @param sql with the views of a run
   * @param perceptualDistance bits in which hashes of one picture may differ, or -1 for no look at
   *     them
   * @param most ids of one answer, at least 1
   */
  public ImageFinder(Sql sql, int perceptualDistance, int most) {
    this.sql = sql;
    this.perceptualDistance = perceptualDistance;
    this.most = most;
  }

  /**
   * Finds an image by the first of these that finds any: id, uri, end of a uri (whole segments),
   * SHA-256 of a local file, its perceptual hash.
   *
   * @throws IOException where there is such a file and it cannot be read
   */
  public Optional<FoundImages> find(String what) throws SQLException, IOException {
    searched.clear();
    String text = Sql.text(what);
    Optional<FoundImages> found =
        search("id", "SELECT id, uri FROM " + IMAGES_AND_REJECTED + " WHERE id = " + text);
    if (found.isEmpty()) { // tables of decisions have ids alone
      found = search("id", "SELECT DISTINCT id, id AS uri FROM removed WHERE id = " + text);
    }
    if (found.isEmpty()) {
      found = search("uri", "SELECT id, uri FROM " + IMAGES_AND_REJECTED + " WHERE uri = " + text);
    }
    if (found.isEmpty() && !what.isEmpty()) {
      found =
          search(
              "the end of its uri",
              String.format(
                  Locale.ROOT,
                  "SELECT id, uri FROM %s WHERE ends_with(uri, '/' || %s)",
                  IMAGES_AND_REJECTED,
                  text));
    }
    return found.isPresent() ? found : byFile(what);
  }

  /** Returns what the last search has looked for, in words. */
  public List<String> searched() {
    return searched.stream().distinct().toList();
  }

  private Optional<FoundImages> byFile(String what) throws SQLException, IOException {
    Path file;
    try {
      file = Path.of(what);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
    if (!Files.isRegularFile(file)) {
      searched.add("a local file (there is none of this name)");
      return Optional.empty();
    }
    String digest = digest(file);
    Optional<FoundImages> found =
        search(
            "SHA-256 of the local file",
            "SELECT id, uri FROM images WHERE sha256 = " + Sql.text(digest));
    if (found.isPresent() || perceptualDistance < 0) {
      return found;
    }
    OptionalLong hash = perceptualHash(file);
    if (hash.isEmpty()) {
      return Optional.empty();
    }
    return search(
        String.format(
            Locale.ROOT, "perceptual hash of the local file (within %d bits)", perceptualDistance),
        String.format(
            Locale.ROOT,
            "SELECT id, uri, bit_count(xor(phash, %1$d::BIGINT)) AS bits FROM images WHERE"
                + " bit_count(xor(phash, %1$d::BIGINT)) <= %2$d",
            hash.getAsLong(),
            perceptualDistance));
  }

  private Optional<FoundImages> search(String by, String query) throws SQLException, IOException {
    searched.add(by);
    List<String> ids = new ArrayList<>();
    long count = 0;
    for (Map<String, Object> row :
        sql.rows(
            String.format(
                Locale.ROOT,
                "SELECT *, count(*) OVER () AS n FROM (%s) ORDER BY %suri, id LIMIT %d",
                query,
                query.contains(" AS bits ") ? "bits, " : "",
                most))) {
      ids.add(row.get("id").toString());
      count = ((Number) row.get("n")).longValue();
    }
    return ids.isEmpty() ? Optional.empty() : Optional.of(new FoundImages(by, ids, count));
  }

  private static String digest(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private OptionalLong perceptualHash(Path file) throws IOException {
    ImageLimits limits = ImageLimits.DEFAULTS;
    if (Files.size(file) > limits.bytes()) {
      searched.add("no perceptual hash: the file has " + Files.size(file) + " bytes");
      return OptionalLong.empty();
    }
    try {
      OptionalLong hash =
          ImageDecoder.of(limits)
              .decode(
                  Files.readAllBytes(file),
                  decoded -> PerceptualHash.of(GreyThumbnail.of(decoded.image())));
      if (hash.isEmpty()) {
        searched.add("no perceptual hash: the picture is flat");
      }
      return hash;
    } catch (RejectedImageException e) {
      searched.add("no perceptual hash: " + e.reason() + " " + e.detail());
      return OptionalLong.empty();
    }
  }
}
