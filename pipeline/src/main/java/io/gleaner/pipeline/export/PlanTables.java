package io.gleaner.pipeline.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.gleaner.pipeline.export.format.ClassLabel;
import io.gleaner.pipeline.export.format.ExportFolder;
import io.gleaner.pipeline.export.format.ExportRow;
import io.gleaner.pipeline.export.format.Retrievals;
import io.gleaner.pipeline.source.Place;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Format;
import io.gleaner.pipeline.table.Row;
import io.gleaner.pipeline.table.TableReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;

/** The images of each shard of a plan, a hidden table a shard, in the order of their ordinals. */
final class PlanTables {
  static final String FOLDER = "plan";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectReader CARRIED =
      JSON.readerFor(new TypeReference<LinkedHashMap<String, String>>() {});
  private static final String[] COLUMNS = {
    "ordinal",
    "class_index",
    "id",
    "uri",
    "key",
    "sha256",
    "width",
    "height",
    "source",
    "format",
    "bytes",
    "container",
    "file",
    "offset",
    "length",
    "row_group",
    "row",
    "carried",
    "retrievals"
  };

  private PlanTables() {}

  static Location file(ExportFolder folder, int shard) {
    return folder.hidden(String.format(Locale.ROOT, "%s/%06d.parquet", FOLDER, shard));
  }

  static Format<PlannedImage> format() {
    return Format.<PlannedImage>empty()
        .withLong("ordinal", image -> image.row().ordinal())
        .withInteger("class_index", image -> image.row().label().index())
        .withText("id", image -> image.row().id())
        .withText("uri", image -> image.row().uri())
        .withText("key", image -> image.row().key())
        .withText("sha256", image -> image.row().sha256())
        .withInteger("width", image -> image.row().width())
        .withInteger("height", image -> image.row().height())
        .withText("source", image -> image.row().source())
        .withText("format", image -> image.row().format())
        .withLong("bytes", image -> image.row().bytes())
        .withText("container", image -> of(image.place(), place -> place.container().label()))
        .withText("file", image -> of(image.place(), Place::file))
        .withNullableLong("offset", image -> of(image.place(), Place::offset))
        .withNullableLong("length", image -> of(image.place(), Place::length))
        .withNullableInteger("row_group", image -> of(image.place(), Place::rowGroup))
        .withNullableLong("row", image -> of(image.place(), Place::row))
        .withText("carried", image -> carried(image.row().carried()))
        .withText("retrievals", image -> image.row().retrievals().json());
  }

  private static <T> T of(Place place, java.util.function.Function<Place, T> value) {
    return place == null ? null : value.apply(place);
  }

  private static String carried(Map<String, String> carried) {
    try {
      return JSON.writeValueAsString(carried);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Opens the images of a shard. Memory: one row group of the table. */
  static Images open(ExportFolder folder, int shard, List<ClassLabel> labels) throws IOException {
    return new Images(TableReader.open(file(folder, shard), COLUMNS), labels);
  }

  /** The images of a shard. */
  static final class Images implements Iterator<PlannedImage>, AutoCloseable {
    private final TableReader reader;
    private final List<ClassLabel> labels;
    private PlannedImage next;

    private Images(TableReader reader, List<ClassLabel> labels) throws IOException {
      this.reader = reader;
      this.labels = labels;
      next = read();
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public PlannedImage next() {
      if (next == null) {
        throw new NoSuchElementException();
      }
      PlannedImage image = next;
      try {
        next = read();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return image;
    }

    private PlannedImage read() throws IOException {
      Row row = reader.next();
      if (row == null) {
        return null;
      }
      Map<String, String> carried = CARRIED.readValue(row.text(17));
      return new PlannedImage(
          new ExportRow(
              row.integer(0),
              labels.get((int) row.integer(1)),
              row.text(2),
              row.text(3),
              row.text(4),
              row.text(5),
              (int) row.integer(6),
              (int) row.integer(7),
              row.text(8),
              row.text(9),
              row.integer(10),
              carried,
              Retrievals.of(row.text(18))),
          row.isNull(11)
              ? null
              : new Place(
                  Place.Container.labelled(row.text(11)),
                  row.text(12),
                  number(row, 13),
                  number(row, 14),
                  row.isNull(15) ? null : (int) row.integer(15),
                  number(row, 16)));
    }

    private static Long number(Row row, int column) {
      return row.isNull(column) ? null : row.integer(column);
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }
}
