package io.gleaner.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Format;
import io.gleaner.pipeline.table.Sql;
import io.gleaner.pipeline.table.TableWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries of a small run whose names are hostile. */
class SqlCommandTest {
  private record Image(int number, String uri) {}

  private static final String HOSTILE = "a/\u001b[31m\"x\",\n\u202egpj.jpg";

  @TempDir Path folder;
  private Path run;

  @BeforeEach
  void writeRun() throws IOException {
    run = folder.resolve("run");
    List<Image> images = new ArrayList<>(List.of(new Image(0, HOSTILE)));
    IntStream.range(1, 250).forEach(i -> images.add(new Image(i, i == 1 ? "" : "b/" + i)));
    TableWriter.write(
        Location.of(run).resolve("images/pool/part-0.parquet"),
        Format.<Image>empty()
            .withText("id", image -> "id" + image.number)
            .withText("uri", Image::uri)
            .withText("source", image -> "pool")
            .withInteger("width", image -> image.number)
            .withVector("embedding", image -> new float[] {0.5f, 1, 2, 3, 4}),
        images);
  }

  private Captured sql(String... arguments) {
    return Captured.run(
        Stream.concat(Stream.of("sql", run.toString()), Stream.of(arguments))
            .toArray(String[]::new));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile).filter(file -> !file.startsWith(run)).toList();
    }
  }

  @Test
  void table_hostileNameAndVector_areEscapedAndShortened() {
    assertThat(
            sql("SELECT id, uri, width, caption, embedding FROM images, (SELECT NULL AS caption)"
                    + " WHERE width IN (0, 249) ORDER BY width DESC")
                .out())
        .isEqualTo(
            """
              id      uri                               width   caption   embedding
              id249   b/249                               249   NULL      [0.5, 1.0, 2.0, ... 5 numbers]
              id0     a/\\u001b[31m"x",\\n\\u202egpj.jpg       0   NULL      [0.5, 1.0, 2.0, ... 5 numbers]
            (2 rows)
            """);
  }

  @Test
  void table_moreRowsThanPrinted_saysHowManyThereAre() {
    Captured said = sql("SELECT width FROM images ORDER BY 1 -- all", "--rows", "2");
    assertThat(said.exit()).as(said.error()).isZero();
    assertThat(said.out())
        .isEqualTo(
            "  width\n      0\n      1\n"
                + "(the first 2 of 250 rows; --rows N prints more, --format csv all)\n");
  }

  @Test
  void csv_hostileNames_areReadBackByAnotherReader() throws Exception {
    Path csv = folder.resolve("out.csv");
    Captured said =
        sql("SELECT id, uri, NULL AS none, [1, 2] AS list FROM images", "--output", csv.toString());
    assertThat(said.exit()).as(said.error()).isZero();
    assertThat(Files.readString(csv))
        .startsWith("id,uri,none,list\nid0,\"a/\u001b[31m\"\"x\"\",\n");
    try (Sql sql = Sql.open(folder.resolve("spill"), 1)) {
      assertThat(
              sql.rows(
                  "SELECT count(*) AS n FROM read_csv("
                      + Sql.text(csv.toString())
                      + ", all_varchar = true, allow_quoted_nulls = false) AS read JOIN "
                      + sql.tables(List.of(Location.of(run).resolve("images/pool/part-0.parquet")))
                      + " AS written USING (id, uri) WHERE none IS NULL AND list = '[1,2]'"))
          .extracting(row -> row.get("n"))
          .containsExactly(250L);
    }
  }

  @Test
  void json_nestedValues_areJson() {
    assertThat(
            sql(
                    "SELECT {'a': [1, 2]} AS s, 'NaN'::FLOAT AS f, 1::HUGEINT AS h, '\\x00'::BLOB"
                        + " AS b, TIMESTAMP '2024-05-06 07:08:09' AS t, 1 AS t, NULL AS n, 1.50 AS"
                        + " d, MAP {'k': true} AS m",
                    "--format",
                    "jsonl")
                .out())
        .isEqualTo(
            "{\"s\":{\"a\":[1,2]},\"f\":\"NaN\",\"h\":1,\"b\":\"\\\\x00\",\"t\":\"2024-05-06T07:08:09\",\"t_2\":1,\"n\":null,\"d\":1.50,\"m\":{\"k\":true}}\n");
    assertThat(sql("SELECT width FROM images WHERE width < 2", "--format", "json").out())
        .isEqualTo("[\n  {\"width\":0},\n  {\"width\":1}\n]\n");
    assertThat(sql("SELECT width FROM images WHERE width < 0", "--format", "json").out())
        .isEqualTo("[]\n");
  }

  @Test
  void parquet_statementsOfAScript_writeTheLastResult() throws Exception {
    Path script = folder.resolve("script.sql");
    Files.writeString(
        script,
        "CREATE TABLE wide AS SELECT id, embedding FROM images WHERE width > 99; -- a comment;\n"
            + "SELECT ';' AS not_written;\nSELECT * FROM wide -- the last");
    Path output = folder.resolve("deep/er/out.parquet");
    Captured said = sql("--file", script.toString(), "--output", output.toString());
    assertThat(said.exit()).as(said.error()).isZero();
    assertThat(said.out()).isEmpty();
    try (Sql sql = Sql.open(folder.resolve("spill"), 1)) {
      assertThat(
              sql.rows(
                  "SELECT count(*) AS n, min(embedding) AS least FROM "
                      + sql.tables(List.of(Location.of(output)))))
          .extracting(row -> row.get("n") + " " + row.get("least"))
          .containsExactly("150 [0.5, 1.0, 2.0, 3.0, 4.0]");
    }
    assertThat(files()).containsExactlyInAnyOrder(script, output);
  }

  @Test
  void table_severalStatementsOfStandardInput_areAllPrinted() {
    InputStream in = System.in;
    System.setIn(
        new ByteArrayInputStream("SELECT 1 AS a; SELECT 2 AS b;".getBytes(StandardCharsets.UTF_8)));
    try {
      assertThat(sql("-").out()).isEqualTo("  a\n  1\n(1 row)\n  b\n  2\n(1 row)\n");
    } finally {
      System.setIn(in);
    }
  }

  @Test
  void tables_run_listsViewsWithRowsAndColumns() {
    assertThat(sql("--tables", "--format", "csv").out())
        .contains("images,250,\"id, uri, key, source, sha256,")
        .contains("\npool,250,")
        .contains("\nmanifest,0,\"id, uri, key, sha256, width, height, source, retrievals\"\n")
        .contains("\nstatistics.composition,0,");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELEC 1",
        "SELECT nothing FROM images",
        "SELECT * FROM nowhere",
        "SELECT uri::INTEGER FROM images",
        "DELETE FROM images",
        "/* nothing; */"
      })
  void wrongStatement_anyFormat_exitsWithTwoInAFewLinesAndWritesNothing(String statement)
      throws IOException {
    for (List<String> options :
        List.of(
            List.<String>of(),
            List.of("--output", folder.resolve("out.parquet").toString()),
            List.of("--output", folder.resolve("out.csv").toString()))) {
      Captured said =
          sql(Stream.concat(Stream.of(statement), options.stream()).toArray(String[]::new));
      assertThat(said.exit()).as("%s %s", statement, said).isEqualTo(2);
      assertThat(said.error()).isNotBlank().doesNotContain("\tat ").doesNotContain("COPY");
      assertThat(said.error().lines().count()).isLessThan(12);
      assertThat(files()).isEmpty();
    }
  }

  @Test
  void wrongStatement_message_marksThePlace() {
    assertThat(sql("SELECT nothing FROM images").error())
        .contains("Referenced column \"nothing\" not found")
        .contains("LINE 1: SELECT nothing FROM images\n               ^\n");
  }

  @Test
  void unusableArguments_exitWithTwo() {
    assertThat(sql().exit()).isEqualTo(2);
    assertThat(sql("SELECT 1", "--tables").exit()).isEqualTo(2);
    assertThat(sql("SELECT 1", "--format", "parquet").error()).contains("--output");
    assertThat(sql("SELECT 1", "--format", "xml").exit()).isEqualTo(2);
    assertThat(sql("SELECT 1", "--memory", "much").error()).contains("500MB");
    assertThat(sql("SELECT 1", "--rows", "0").error()).contains("--rows is 0");
    assertThat(Captured.run("sql", folder.resolve("nowhere").toString(), "SELECT 1").error())
        .contains("is no run directory");
  }

  @Test
  void outOfMemory_exitsWithOneAndNamesTheOption() {
    Captured said =
        sql("SELECT list(range) FROM range(30000000)", "--memory", "20MB", "--parallelism", "1");
    assertThat(said.exit()).as(said.error()).isEqualTo(1);
    assertThat(said.error()).contains("more than 20MB").contains("--memory");
  }
}
