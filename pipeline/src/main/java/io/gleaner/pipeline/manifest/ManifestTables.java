package io.gleaner.pipeline.manifest;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Format;
import io.gleaner.pipeline.table.Row;
import io.gleaner.pipeline.table.TableReader;
import io.gleaner.pipeline.table.TableWriter;
import io.gleaner.retrieval.curated.Mode;
import io.gleaner.retrieval.curated.Retrieval;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Parts of the manifest as tables, and the images' metadata in theirs (docs/formats.md). */
public final class ManifestTables {
  /** Key of a part's footer: JSON, how many of its rows each set retrieved. */
  private static final String SETS = "gleaner.sets";

  /** Key of a part's footer: how many further images are copies of its rows' images. */
  private static final String MERGED = "gleaner.merged";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> COLUMNS =
      List.of("id", "uri", "key", "sha256", "width", "height", "source");

  private static final Format<Retrieval> RETRIEVALS =
      Format.<Retrieval>empty()
          .withText("set", Retrieval::set)
          .withText("mode", retrieval -> retrieval.mode().label())
          .withText("query_id", Retrieval::queryId)
          .withFloat("similarity", Retrieval::similarity)
          .withNullableInteger(
              "cluster", retrieval -> retrieval.mode() == Mode.CLUSTER ? retrieval.cluster() : null)
          .withText("id", Retrieval::id);

  private ManifestTables() {}

  static Location file(Location folder, int part, int parts) {
    return folder.resolve(String.format(Locale.ROOT, "part-%05d-of-%05d.parquet", part, parts));
  }

  private static Format<ManifestRow> format(List<String> carried) {
    Format<ManifestRow> format =
        Format.<ManifestRow>empty()
            .withText("id", row -> row.image().id())
            .withText("uri", row -> row.image().uri())
            .withText("key", row -> row.image().key())
            .withText("sha256", row -> row.image().sha256())
            .withNullableInteger("width", row -> row.image().width())
            .withNullableInteger("height", row -> row.image().height())
            .withText("source", row -> row.image().source());
    for (int i = 0; i < carried.size(); i++) {
      int field = i;
      format = format.withText(carried.get(field), row -> row.image().carried().get(field));
    }
    return format.withList("retrievals", RETRIEVALS, ManifestRow::retrievals);
  }

  /**
   * Writes a part, in place of an older one.
   *
   * @param carried names of the carried fields
   * @param merged how many images have no row of their own, as copies of others
   */
  static void write(Location file, List<String> carried, List<ManifestRow> rows, long merged)
      throws IOException {
    Map<String, Long> sets = new TreeMap<>();
    for (ManifestRow row : rows) {
      row.retrievals().stream()
          .map(Retrieval::set)
          .distinct()
          .forEach(set -> sets.merge(set, 1L, Long::sum));
    }
    try (TableWriter<ManifestRow> writer =
        TableWriter.open(
            file,
            format(carried),
            Map.of(SETS, JSON.writeValueAsString(sets), MERGED, Long.toString(merged)))) {
      for (ManifestRow row : rows) {
        writer.add(row);
      }
      writer.commit();
    }
  }

  /** Returns how many images of some parts each set retrieved, from their footers. */
  public static Map<String, Long> imagesBySet(List<Location> parts) throws IOException {
    Map<String, Long> sets = new TreeMap<>();
    for (Location part : parts) {
      String json = TableReader.metadata(part).get(SETS);
      if (json == null) {
        throw new IOException(String.format(Locale.ROOT, "%s has no %s in its footer", part, SETS));
      }
      JSON.readValue(json, new TypeReference<Map<String, Long>>() {})
          .forEach((set, images) -> sets.merge(set, images, Long::sum));
    }
    return sets;
  }

  /** Returns how many images have no row of their own, as copies, from the footers. */
  public static long merged(List<Location> parts) throws IOException {
    long merged = 0;
    for (Location part : parts) {
      String count = TableReader.metadata(part).get(MERGED);
      if (count == null) {
        throw new IOException(part + " has no " + MERGED + " in its footer");
      }
      merged += Long.parseLong(count);
    }
    return merged;
  }

  /**
   * Streams the images of a table, without their embeddings.
   *
   * @param carried fields, of which the table may lack some
   * @param wanted by id
   */
  static void readImages(
      Location file, List<String> carried, Predicate<String> wanted, Consumer<ImageMetadata> images)
      throws IOException {
    List<String> columns = new ArrayList<>(COLUMNS);
    int[] places = places(file, carried, columns);
    try (TableReader reader = TableReader.open(file, columns.toArray(String[]::new))) {
      for (Row row = reader.next(); row != null; row = reader.next()) {
        if (wanted.test(row.text(0))) {
          images.accept(image(row, places));
        }
      }
    }
  }

  /** Takes rows of the manifest. */
  public interface Rows {
    void take(ManifestRow row) throws IOException;
  }

  /**
   * Streams the rows of a part. Memory: one row group.
   *
   * @param carried fields, of which the part may lack some
   */
  public static void read(Location part, List<String> carried, Rows rows) throws IOException {
    List<String> columns = new ArrayList<>(COLUMNS);
    int[] places = places(part, carried, columns);
    int retrievals = columns.size();
    columns.add("retrievals");
    try (TableReader reader = TableReader.open(part, columns.toArray(String[]::new))) {
      for (Row row = reader.next(); row != null; row = reader.next()) {
        List<Row> called = row.isNull(retrievals) ? List.of() : row.rows(retrievals);
        rows.take(new ManifestRow(image(row, places), retrievals(called)));
      }
    }
  }

  /** Adds carried fields to the columns that are read, and returns their places, or -1. */
  private static int[] places(Location file, List<String> carried, List<String> columns)
      throws IOException {
    List<String> there = TableReader.columns(file);
    int[] places = new int[carried.size()];
    for (int field = 0; field < places.length; field++) {
      places[field] = -1;
      if (there.contains(carried.get(field))) {
        places[field] = columns.size();
        columns.add(carried.get(field));
      }
    }
    return places;
  }

  private static ImageMetadata image(Row row, int[] places) {
    List<String> carried = new ArrayList<>(places.length);
    for (int place : places) {
      carried.add(place < 0 ? null : row.text(place));
    }
    return new ImageMetadata(
        row.text(0),
        row.text(1),
        row.text(2),
        row.text(3),
        row.isNull(4) ? null : (Integer) (int) row.integer(4),
        row.isNull(5) ? null : (Integer) (int) row.integer(5),
        row.text(6),
        carried);
  }

  private static List<Retrieval> retrievals(List<Row> rows) {
    List<Retrieval> retrievals = new ArrayList<>(rows.size());
    for (Row row : rows) {
      int cluster = row.column("cluster");
      retrievals.add(
          new Retrieval(
              row.text(row.column("id")),
              row.text(row.column("set")),
              Mode.labelled(row.text(row.column("mode"))),
              row.text(row.column("query_id")),
              0,
              (float) row.real(row.column("similarity")),
              row.isNull(cluster) ? -1 : (int) row.integer(cluster)));
    }
    return retrievals;
  }
}
