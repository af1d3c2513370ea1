package io.gleaner.pipeline.source;

import io.gleaner.pipeline.storage.Location;
import java.io.Closeable;
import java.io.IOException;

/**
 * The encoded images of one file, had again by their places: a loose file, a tar, a compressed tar,
 * a Parquet file. Nothing is read before the first place is asked for, and then what that place
 * needs: of a tar the bytes themselves, of a Parquet file one row group of the column of images, of
 * a compressed tar all that comes before. Places in ascending order are had in one pass over the
 * file. Memory: one image, of a Parquet file one row group of the column. Not thread-safe.
 */
public interface PlacedBytes extends Closeable {
  /** A file does not hold what it held when the place was told. */
  final class ChangedException extends IOException {
    ChangedException(String message) {
      super(message);
    }
  }

  /**
   * Returns the bytes at a place, which nobody vouches for: they may be another image's by now.
   * Nobody writes to them, since images that share a place share them.
   *
   * @param place in this file
   * @param uri of the image
   * @throws java.nio.file.NoSuchFileException where the file is not there, or the one that a row of
   *     it names
   * @throws ChangedException where the file cannot have been so when the place was told
   * @throws IOException where the bytes cannot be had for another reason
   */
  byte[] read(Place place, String uri) throws IOException;

  /**
   * @param file where the places' file is
   * @param container as the places say
   * @param imageColumn of a Parquet file, or null for the likeliest
   * @param limit most bytes of an image
   */
  static PlacedBytes of(Location file, Place.Container container, String imageColumn, long limit) {
    Location absolute = file.absolute();
    return switch (container) {
      case FILE, LINK -> new PlacedFile(absolute, limit);
      case TAR -> new PlacedMembers(absolute, limit);
      case COMPRESSED_TAR -> new PlacedUnpacked(absolute, limit);
      case PARQUET -> new PlacedRows(absolute, imageColumn, limit);
    };
  }
}
