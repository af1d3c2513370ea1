package io.gleaner.pipeline.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableTest {
  private record Tag(String name, float weight) {}

  private record Item(
      String id, int count, Long hash, double mass, boolean good, float[] vector, List<Tag> tags) {}

  private static final Format<Item> FORMAT =
      Format.<Item>empty()
          .withText("id", Item::id)
          .withInteger("count", Item::count)
          .withNullableLong("hash", Item::hash)
          .withDouble("mass", Item::mass)
          .withBoolean("good", Item::good)
          .withVector("vector", Item::vector)
          .withList(
              "tags",
              Format.<Tag>empty().withText("name", Tag::name).withFloat("weight", Tag::weight),
              Item::tags);

  private static final List<Item> ITEMS =
      List.of(
          new Item("a", 1, 7L, 0.5, true, new float[] {1, 2, 3}, List.of(new Tag("x", 1.5f))),
          new Item("b", 2, null, 1.5, false, null, List.of()),
          new Item(null, 3, -1L, 2.5, true, new float[0], List.of(new Tag(null, Float.NaN))));

  @TempDir Path folder;

  @Test
  void next_everyKindOfColumn_givesBackWhatWasWritten() throws IOException {
    Path file = folder.resolve("deep/part.parquet");
    assertThat(TableWriter.write(Location.of(file), FORMAT, ITEMS)).isEqualTo(3);
    List<List<Object>> rows = new ArrayList<>();
    try (TableReader reader =
        TableReader.open(Location.of(file), "vector", "id", "count", "hash", "mass", "good")) {
      for (Row row = reader.next(); row != null; row = reader.next()) {
        List<Object> values = new ArrayList<>();
        values.add(row.vector(0));
        values.add(row.text(1));
        values.add(row.integer(2));
        values.add(row.isNull(3) ? "none" : row.integer(3));
        values.add(row.real(4));
        values.add(row.integer(5));
        rows.add(values);
      }
    }
    assertThat(rows).hasSize(3);
    assertThat(rows.get(0)).containsExactly(new float[] {1, 2, 3}, "a", 1L, 7L, 0.5, 1L);
    assertThat(rows.get(1)).containsExactly(null, "b", 2L, "none", 1.5, 0L);
    assertThat(rows.get(2)).containsExactly(new float[0], null, 3L, -1L, 2.5, 1L);
  }

  @Test
  void write_everyKindOfColumn_readsTheSameInDuckDb() throws Exception {
    Path file = folder.resolve("part.parquet");
    TableWriter.write(Location.of(file), FORMAT, ITEMS);
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement();
        var result =
            statement.executeQuery(
                "SELECT string_agg(concat_ws('|', id, count, hash, mass, good, vector, tags), ';'"
                    + " ORDER BY count) FROM '"
                    + file
                    + "'")) {
      assertThat(result.next()).isTrue();
      assertThat(result.getString(1))
          .isEqualTo(
              "a|1|7|0.5|true|[1.0, 2.0, 3.0]|[{'name': x, 'weight': 1.5}];"
                  + "b|2|1.5|false|[];3|-1|2.5|true|[]|[{'name': NULL, 'weight': NULL}]");
    }
  }

  @Test
  void close_withoutCommit_leavesNothing() throws IOException {
    Path file = folder.resolve("part.parquet");
    try (TableWriter<Item> writer = TableWriter.open(Location.of(file), FORMAT)) {
      writer.add(ITEMS.get(0));
    }
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void metadata_ofACommittedFile_holdsVersionAndCaller() throws IOException {
    Path file = folder.resolve("part.parquet");
    try (TableWriter<Item> writer =
        TableWriter.open(Location.of(file), FORMAT, Map.of("mine", "yes"))) {
      writer.commit();
    }
    assertThat(TableReader.metadata(Location.of(file)))
        .containsEntry("mine", "yes")
        .containsEntry("gleaner.format", "3");
    assertThat(TableReader.rows(Location.of(file))).isZero();
  }

  @Test
  void open_missingColumn_namesThoseThatThereAre() throws IOException {
    Path file = folder.resolve("part.parquet");
    TableWriter.write(Location.of(file), FORMAT, ITEMS);
    assertThatThrownBy(() -> TableReader.open(Location.of(file), "id", "embedding").next())
        .hasMessageContaining("no column \"embedding\"; it has [id, count, hash, mass, good");
  }
}
