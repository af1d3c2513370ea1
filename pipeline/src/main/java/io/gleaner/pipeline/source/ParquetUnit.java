package io.gleaner.pipeline.source;

import io.gleaner.pipeline.image.Reason;
import io.gleaner.pipeline.progress.Warnings;
import io.gleaner.pipeline.storage.StorageException;
import io.gleaner.pipeline.table.ImageColumns;
import io.gleaner.pipeline.table.ImageColumns.ImageRow;
import io.gleaner.pipeline.table.TableReader;
import io.gleaner.pipeline.table.UnreadableTableException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Parquet file with an image in each row: a struct {@code {bytes, path}} as Hugging Face datasets
 * write, or a plain binary column. An input's uri is the file's and the row's number. A file that
 * is no longer as it was when it was listed is a rejected input in its own name.
 *
 * @param uri of the file itself
 * @param file where it is
 * @param fields columns that are carried
 * @param column that holds the images, or null for the likeliest
 * @param limit largest image that is taken, in bytes
 */
record ParquetUnit(
    String source,
    String name,
    String fingerprint,
    String uri,
    ListedFile file,
    List<String> fields,
    String column,
    long limit)
    implements SourceUnit {
  private static final Logger LOG = LoggerFactory.getLogger(ParquetUnit.class);
  private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

  @Override
  public List<ListedFile> read() {
    return List.of(file);
  }

  @Override
  public RawImages open() throws IOException {
    ImageColumns columns;
    try {
      String change = file.change();
      if (change != null) {
        return RawImages.of(broken(change));
      }
      columns = ImageColumns.open(file.location(), fields, column);
    } catch (IOException | RuntimeException e) {
      StorageException.rethrow(e);
      return RawImages.of(broken(unread(e)));
    }
    tell(columns);
    return new RawImages() {
      private long row;
      private boolean ended;

      @Override
      public RawImage next() throws IOException {
        if (ended) {
          return null;
        }
        try {
          ImageRow next = columns.next();
          if (next != null) {
            return image(next, row++);
          }
          ended = true;
          String change = file.change();
          return change == null ? null : broken(change);
        } catch (IOException | RuntimeException e) {
          StorageException.rethrow(e);
          ended = true;
          return broken(unread(e));
        }
      }

      @Override
      public void close() throws IOException {
        columns.close();
      }
    };
  }

  @Override
  public UnitCount count() throws IOException {
    try {
      return UnitCount.whole(TableReader.rows(file.location()), Math.max(0, file.bytes()));
    } catch (IOException | RuntimeException e) {
      StorageException.rethrow(e);
      return UnitCount.whole(0, Math.max(0, file.bytes()));
    }
  }

  /** Says once which column was chosen, where others could have been meant. */
  private void tell(ImageColumns columns) {
    if (columns.candidates().size() > 1 && TOLD.add(source + columns.candidates())) {
      Warnings.warn(
          LOG,
          "image_column",
          String.format(
              Locale.ROOT,
              "%s: images are read from column \"%s\" of %s; candidates were %s; image_column names"
                  + " another",
              source,
              columns.column(),
              uri,
              columns.candidates()));
    }
  }

  private static String unread(Exception e) {
    if (e instanceof UnreadableTableException table) {
      return table.what();
    }
    String message = e.getMessage() == null ? "" : " " + e.getMessage();
    return "not read as Parquet: " + e.getClass().getSimpleName() + message;
  }

  private RawImage image(ImageRow row, long number) throws StorageException {
    String own = uri + "/" + number;
    InputBytes input = input(row);
    return new RawImage(
        own,
        row.key() == null ? own : row.key(),
        Place.row(uri, row.rowGroup(), row.row()),
        input.bytes(),
        input.rejection(),
        row.fields());
  }

  private InputBytes input(ImageRow row) throws StorageException {
    if (row.bytes() != null) {
      return row.bytes().length > limit
          ? InputBytes.tooMany(row.bytes().length, limit)
          : InputBytes.of(row.bytes());
    }
    if (row.file() == null || row.file().isEmpty()) {
      return InputBytes.rejected(Reason.EMPTY, "no bytes in the row");
    }
    String what = "no bytes in the row, and its path " + row.file() + " ";
    try {
      ListedFile followed = ListedFile.unlisted(FollowedPath.of(file.location(), row.file()));
      InputBytes input = InputBytes.ofFile(followed, limit);
      return input.rejection() != null && input.rejection().reason() == Reason.UNREADABLE
          ? InputBytes.rejected(
              Reason.UNREADABLE, what + "cannot be read: " + input.rejection().detail())
          : input;
    } catch (FollowedPath.NotFollowedException e) {
      return InputBytes.rejected(Reason.UNREADABLE, what + e.getMessage());
    }
  }

  private RawImage broken(String detail) {
    return new RawImage(
        uri, uri, null, null, InputBytes.rejected(Reason.UNREADABLE, detail).rejection(), Map.of());
  }
}
