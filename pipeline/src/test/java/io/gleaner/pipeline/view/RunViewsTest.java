package io.gleaner.pipeline.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.storage.MemoryFileSystem;
import io.gleaner.pipeline.table.Format;
import io.gleaner.pipeline.table.Sql;
import io.gleaner.pipeline.table.TableWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunViewsTest {
  private record Image(String id, String caption) {}

  private record Assigned(String id, long cluster) {}

  @TempDir Path temporary;

  private static final Format<Image> PLAIN =
      Format.<Image>empty()
          .withText("id", Image::id)
          .withText("source", image -> image.id().startsWith("p") ? "pool" : "curated/shoes")
          .withVector("embedding", image -> new float[] {1, 2});

  private static final Format<Image> CARRYING =
      Format.<Image>empty()
          .withText("id", Image::id)
          .withText("source", image -> "pool")
          .withText("Caption", Image::caption)
          .withVector("embedding", image -> new float[] {3, 4});

  /** Two sources, of which one table carries a field; a manifest; assignments of two sets. */
  private static void write(Location run) throws Exception {
    TableWriter.write(
        run.resolve("images/pool/part-1.parquet"),
        CARRYING,
        List.of(new Image("p1", "it's"), new Image("p2", null)));
    TableWriter.write(
        run.resolve("images/pool/part-0.parquet"), PLAIN, List.of(new Image("p0", null)));
    TableWriter.write(
        run.resolve("images/curated/shoes/part-0.parquet"), PLAIN, List.of(new Image("s0", null)));
    TableWriter.write(
        run.resolve("manifest/part-0.parquet"), CARRYING, List.of(new Image("p1", "it's")));
    Format<Assigned> assigned =
        Format.<Assigned>empty()
            .withText("id", Assigned::id)
            .withInteger("cluster", Assigned::cluster)
            .withFloat("similarity", row -> 0.5);
    for (String set : List.of("shoes", "it's")) {
      TableWriter.write(
          run.resolve("clusters/curated/" + set + "/part-0.parquet"),
          assigned,
          List.of(new Assigned("s-" + set, 7)));
    }
    TableWriter.write(
        run.resolve("statistics/sweep.parquet"), assigned, List.of(new Assigned("x", 1)));
  }

  private Sql sql() throws SQLException {
    return Sql.open(temporary.resolve("spill"), 1, "200MB");
  }

  private static List<List<Object>> rows(Sql sql, String query) throws Exception {
    List<List<Object>> rows = new ArrayList<>();
    for (Map<String, Object> row : sql.rows(query)) {
      rows.add(new ArrayList<>(row.values()));
    }
    return rows;
  }

  @Test
  void images_oneTableWithACarriedField_hasItForAllAndNullsForColumnsThatLack() throws Exception {
    Location run = Location.of(temporary.resolve("run"));
    write(run);
    try (Sql sql = sql()) {
      RunViews.open(new RunDirectory(run), sql);
      assertThat(
              rows(
                  sql, "SELECT id, caption, container, \"offset\", sha256 FROM images ORDER BY id"))
          .containsExactly(
              row("p0", null, null, null, null),
              row("p1", "it's", null, null, null),
              row("p2", null, null, null, null),
              row("s0", null, null, null, null));
      assertThat(rows(sql, "SELECT id FROM pool ORDER BY id"))
          .containsExactly(row("p0"), row("p1"), row("p2"));
      assertThat(sql.rows("DESCRIBE images"))
          .extracting(column -> column.get("column_name") + " " + column.get("column_type"))
          .containsExactly(
              "id VARCHAR",
              "uri VARCHAR",
              "key VARCHAR",
              "source VARCHAR",
              "sha256 VARCHAR",
              "phash BIGINT",
              "constant BOOLEAN",
              "width INTEGER",
              "height INTEGER",
              "format VARCHAR",
              "bytes INTEGER",
              "container VARCHAR",
              "file VARCHAR",
              "offset BIGINT",
              "length BIGINT",
              "row_group INTEGER",
              "row BIGINT",
              "Caption VARCHAR",
              "embedding FLOAT[]",
              "copy_embedding FLOAT[]");
    }
  }

  private static List<Object> row(Object... values) {
    List<Object> row = new ArrayList<>();
    for (Object value : values) {
      row.add(value);
    }
    return row;
  }

  @Test
  void views_emptyRun_areAllEmptyAndCanBeJoined() throws Exception {
    Location run = Location.of(Files.createDirectories(temporary.resolve("empty")));
    try (Sql sql = sql()) {
      RunViews views = RunViews.open(new RunDirectory(run), sql);
      assertThat(views.names())
          .contains("images", "pool", "removed", "set_clusters", "statistics.composition");
      for (String name : views.names()) {
        assertThat(rows(sql, "SELECT count(*) FROM " + name)).as(name).containsExactly(row(0L));
      }
      assertThat(
              rows(
                  sql,
                  "SELECT m.id, r.set, s.final"
                      + " FROM (SELECT id, unnest(retrievals) AS r FROM manifest) AS m"
                      + " JOIN retrieved USING (id) JOIN assignments USING (id)"
                      + " JOIN statistics.composition s ON s.dataset = r.set"
                      + " JOIN curated_assignments c ON c.set = r.set"))
          .isEmpty();
    }
  }

  @Test
  void curatedAssignmentsAndForeignStatistics_tables_areNamedByTheirFolderAndFile()
      throws Exception {
    Location run = Location.of(temporary.resolve("run"));
    write(run);
    try (Sql sql = sql()) {
      RunViews.open(new RunDirectory(run), sql);
      assertThat(rows(sql, "SELECT * FROM curated_assignments ORDER BY id"))
          .containsExactly(row("it's", "s-it's", 7, 0.5f), row("shoes", "s-shoes", 7, 0.5f));
      assertThat(rows(sql, "SELECT id FROM statistics.sweep")).containsExactly(row("x"));
    }
  }

  @Test
  void views_ofTwoRuns_standBesideEachOther() throws Exception {
    Location run = Location.of(temporary.resolve("run"));
    write(run);
    Location empty = Location.of(Files.createDirectories(temporary.resolve("empty")));
    try (Sql sql = sql()) {
      RunViews.open(new RunDirectory(empty), sql);
      RunViews.open(new RunDirectory(run), sql, "earlier");
      assertThat(
              rows(
                  sql,
                  "SELECT (SELECT count(*) FROM images), (SELECT count(*) FROM earlier.images),"
                      + " (SELECT count(*) FROM earlier.pool),"
                      + " (SELECT count(*) FROM earlier.statistics.sweep)"))
          .containsExactly(row(0L, 4L, 3L, 1L));
    }
  }

  @Test
  void views_remoteRun_copyOnlyTheTablesThatAStatementNames() throws Exception {
    Location run = Location.of(temporary.resolve("run"));
    write(run);
    MemoryFileSystem.putAll(run.path(), "memory://views/run");
    Location remote = Location.of("memory://views/run");
    try (Sql sql = sql()) {
      RunViews.open(new RunDirectory(remote), sql);
      assertThat(MemoryFileSystem.opened("memory://views/")).isEmpty();
      assertThat(
              rows(sql, "-- not the pool\nSELECT id AS images FROM manifest WHERE source = 'pool'"))
          .containsExactly(row("p1"));
      assertThat(MemoryFileSystem.opened("memory://views/").keySet())
          .containsExactly("memory://views/run/manifest/part-0.parquet");
      sql.run("CREATE TABLE mine AS SELECT 'images' AS view, count(*) AS n FROM \"manifest\"");
      assertThat(MemoryFileSystem.opened("memory://views/").values()).containsExactly(1);
      assertThat(rows(sql, "SELECT count(*) FROM pool")).containsExactly(row(3L));
      assertThat(MemoryFileSystem.opened("memory://views/run/images").values())
          .containsExactly(1, 1, 1);
    }
    assertThat(temporary.resolve("spill")).doesNotExist();
  }

  @Test
  void views_folderNamedAsAPattern_readThatFolderAlone() throws Exception {
    write(Location.of(temporary.resolve("run1")));
    Location run = Location.of(temporary.resolve("run[1] *'s"));
    write(run);
    TableWriter.write(
        run.resolve("images/pool/part-2.parquet"), PLAIN, List.of(new Image("p9", null)));
    try (Sql sql = sql()) {
      RunViews.open(new RunDirectory(run), sql);
      assertThat(rows(sql, "SELECT count(*) FROM images")).containsExactly(row(5L));
    }
  }

  @Test
  void views_statementsThatWouldChangeThem_areRefused() throws Exception {
    Location run = Location.of(temporary.resolve("run"));
    write(run);
    try (Sql sql = sql()) {
      RunViews.open(new RunDirectory(run), sql);
      for (String statement :
          List.of(
              "DELETE FROM manifest",
              "UPDATE manifest SET id = 'x'",
              "INSERT INTO manifest SELECT * FROM manifest")) {
        assertThatThrownBy(() -> sql.run(statement)).as(statement).isInstanceOf(SQLException.class);
      }
      assertThat(rows(sql, "SELECT id FROM manifest")).containsExactly(row("p1"));
    }
  }
}
