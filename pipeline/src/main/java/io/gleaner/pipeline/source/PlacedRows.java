package io.gleaner.pipeline.source;

import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.ImageColumns;
import io.gleaner.pipeline.table.ImageColumns.ImageRow;
import java.io.IOException;
import java.util.Locale;

/** Rows of a Parquet file, or the files that they name. */
final class PlacedRows implements PlacedBytes {
  private final Location file;
  private final String column;
  private final long limit;
  private ImageColumns images;
  private Place last;
  private ImageRow lastRow;

  PlacedRows(Location file, String column, long limit) {
    this.file = file;
    this.column = column;
    this.limit = limit;
  }

  @Override
  public byte[] read(Place place, String uri) throws IOException {
    if (place.rowGroup() == null || place.row() == null) {
      throw new IOException("no row is named");
    }
    ImageRow row = place.equals(last) ? lastRow : row(place);
    if (row.bytes() != null) {
      ChannelBytes.requireLength(row.bytes().length, limit);
      return row.bytes();
    }
    if (row.file() == null || row.file().isEmpty()) {
      throw new ChangedException("the row has no bytes and names no file");
    }
    try {
      return PlacedFile.read(FollowedPath.of(file, row.file()), null, limit);
    } catch (FollowedPath.NotFollowedException e) {
      throw new IOException("the row's path " + row.file() + " " + e.getMessage());
    }
  }

  private ImageRow row(Place place) throws IOException {
    if (images == null) {
      PlacedFile.requireRegular(file);
      images = ImageColumns.openImages(file, column);
    }
    last = null;
    lastRow = null;
    ImageRow row = images.at(place.rowGroup(), place.row());
    if (row == null) {
      throw new ChangedException(
          String.format(
              Locale.ROOT, "there is no row %d in row group %d", place.row(), place.rowGroup()));
    }
    last = place;
    lastRow = row;
    return row;
  }

  @Override
  public void close() throws IOException {
    if (images != null) {
      images.close();
    }
  }
}
