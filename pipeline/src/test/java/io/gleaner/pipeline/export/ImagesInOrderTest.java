package io.gleaner.pipeline.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.source.Place;
import io.gleaner.pipeline.source.Place.Container;
import io.gleaner.pipeline.table.Sql;
import io.gleaner.pipeline.view.RunViews;
import io.gleaner.retrieval.curated.Retrieval;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images in order, compared with the same join and order in SQL on the same tables. */
class ImagesInOrderTest {
  private static final String PLACES =
      " m.source, i.file, i.container, i.row_group NULLS FIRST, i.\"row\" NULLS FIRST,"
          + " i.\"offset\" NULLS FIRST, i.length NULLS FIRST, m.uri, m.id";

  private static final String[] SOURCES = {"pool", "curated/b", "curated/a"};
  private static final String[] CAPTIONS = {"dog", "", "Ärger", "\ud83d\ude00", "\uffee", null};

  @TempDir Path folder;

  private final List<FoundImage> seen = new ArrayList<>();
  private RunDirectory run;

  /** Every sixth image has no place, and every ninth is in the manifest alone. */
  @BeforeEach
  void writeRun() throws Exception {
    Random random = new Random(5);
    SyntheticRun synthetic = new SyntheticRun(folder.resolve("run"), List.of("b", "a"), null);
    List<SyntheticRun.Image> stored = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      String id = String.format(Locale.ROOT, "%032x", random.nextInt() & 0xffff_ffffL);
      SyntheticRun.Image image =
          new SyntheticRun.Image(
              id,
              "uri " + random.nextInt(50),
              "key",
              SOURCES[random.nextInt(SOURCES.length)],
              "sha " + i,
              new byte[random.nextInt(100)],
              i % 6 == 0 ? null : place(random),
              CAPTIONS[random.nextInt(CAPTIONS.length)],
              retrievals(random, id));
      synthetic.images().add(image);
      if (i % 9 != 0) {
        stored.add(image);
      }
    }
    synthetic.writeImages("pool", stored.subList(0, 700));
    synthetic.writeImages("curated/a", stored.subList(700, stored.size()));
    run = synthetic.finish().directory();
  }

  private static Place place(Random random) {
    return new Place(
        Container.values()[random.nextInt(Container.values().length)],
        "file " + random.nextInt(4),
        random.nextInt(3) == 0 ? null : random.nextLong(),
        random.nextInt(3) == 0 ? null : (long) random.nextInt(5),
        random.nextInt(3) == 0 ? null : random.nextInt(3),
        random.nextInt(3) == 0 ? null : (long) random.nextInt(3));
  }

  private static List<Retrieval> retrievals(Random random, String id) {
    List<Retrieval> retrievals = new ArrayList<>();
    for (String set : List.of("a", "b", "other")) {
      if (random.nextInt(3) == 0) {
        retrievals.add(
            random.nextBoolean()
                ? Retrieval.bySample(set, id, "query", 0, random.nextFloat())
                : Retrieval.asIs(set, id));
      }
    }
    return retrievals;
  }

  private void assertSame(ExportOrder order, String className, String where, String by)
      throws Exception {
    List<String> wanted = new ArrayList<>();
    try (Sql sql = Sql.open(folder.resolve("spill"), 1)) {
      RunViews.open(run, sql);
      sql.query(
          "SELECT "
              + className
              + " AS class, m.id, i.format, coalesce(i.bytes, 0), i.file, i.\"offset\","
              + " i.row_group, list_transform(m.retrievals, r -> r.\"set\")"
              + " FROM manifest m LEFT JOIN images i ON i.id = m.id AND i.source = m.source WHERE "
              + where
              + " ORDER BY "
              + by,
          rows -> {
            while (rows.next()) {
              wanted.add(
                  String.join(
                      "|",
                      rows.getString(1),
                      rows.getString(2),
                      rows.getString(3),
                      rows.getString(4),
                      rows.getString(5),
                      rows.getString(6),
                      rows.getString(7),
                      rows.getString(8)));
            }
            return null;
          });
    }
    List<String> given = new ArrayList<>();
    try (ImagesInOrder images = ImagesInOrder.open(run, order, folder.resolve("sort"), seen::add)) {
      for (FoundImage image = images.next(); image != null; image = images.next()) {
        Place place = image.place();
        given.add(
            String.join(
                "|",
                order.classOf(image.row()),
                image.row().image().id(),
                image.stored().format(),
                Long.toString(image.stored().bytes()),
                place == null ? null : place.file(),
                place == null ? null : String.valueOf(place.offset()),
                place == null ? null : String.valueOf(place.rowGroup()),
                image.row().retrievals().stream().map(Retrieval::set).toList().toString()));
      }
    }
    assertThat(given).isEqualTo(wanted).hasSameSizeAs(seen);
  }

  private static ExportOrder order(boolean chosen, String field, boolean byClass, Long shuffle) {
    return new ExportOrder(
        chosen ? List.of("a") : List.of("b", "a"),
        chosen,
        field,
        List.of("caption"),
        byClass,
        shuffle);
  }

  private static String has(String set) {
    return "list_contains(list_transform(m.retrievals, r -> r.\"set\"), '" + set + "')";
  }

  @Test
  void comesByPlaces() throws Exception {
    assertSame(
        order(false, null, false, null),
        "CASE WHEN " + has("b") + " THEN 'b' WHEN " + has("a") + " THEN 'a' ELSE m.source END",
        "true",
        PLACES);
  }

  @Test
  void comesByClassesOfAField() throws Exception {
    assertSame(
        order(false, "caption", true, null),
        "coalesce(m.caption, 'unlabelled')",
        "true",
        "class, " + PLACES);
  }

  @Test
  void comesInTheOrderOfDigestsAndOnlyWhatASetCallsFor() throws Exception {
    assertSame(order(true, null, false, 7L), "'a'", has("a"), "md5('7:' || m.id), m.id");
  }
}
