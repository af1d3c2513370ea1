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
import java.util.Locale;
import java.util.SplittableRandom;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddingRowsTest {
  /** Ids and vectors as their writers lay them out. */
  private enum Layout {
    OURS(
        "optional binary id (STRING);",
        "optional group embedding (LIST) { repeated group list { required float element; } }"),
    ARROW(
        "optional binary id (STRING);",
        "optional group embedding (LIST) { repeated group list { optional float element; } }"),
    DOUBLES(
        "required int64 id;",
        "required group embedding (LIST) { repeated group bag { optional double element; } }"),
    TWO_LEVELS("required binary id;", "optional group embedding (LIST) { repeated float array; }"),
    INTEGERS(
        "optional int32 id;",
        "optional group embedding (LIST) { repeated group list { required int32 element; } }"),
    LONGS("optional boolean id;", "required group embedding { repeated int64 element; }"),
    NESTED(
        "optional binary id (STRING);",
        "optional group embedding (LIST) { repeated group list { optional group element (LIST) {"
            + " repeated group list { optional float element; } } } }"),
    ONE_COMPONENT("required int32 id;", "optional group embedding { optional double x; }");

    final MessageType schema;

    Layout(String id, String vector) {
      schema =
          MessageTypeParser.parseMessageType(
              "message m { required int32 other; " + vector + id + " }");
    }
  }

  private record Read(String id, List<Float> vector) {
    static Read of(String id, float[] vector) {
      if (vector == null) {
        return new Read(id, null);
      }
      List<Float> components = new ArrayList<>();
      for (float component : vector) {
        components.add(component);
      }
      return new Read(id, components);
    }
  }

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void next_filesOfAnyLayout_agreesWithTableReader(Layout layout) throws IOException {
    for (int seed = 0; seed < 24; seed++) {
      var random = new SplittableRandom(seed);
      Path file = folder.resolve(seed + ".parquet");
      String how = write(file, layout, random);
      assertThat(read(Location.of(file)))
          .as("%s, seed %d: %s", layout, seed, how)
          .isEqualTo(readByTableReader(Location.of(file)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"V1", "V2"})
  void next_fileOfDuckDb_agreesWithTableReader(String version) throws Exception {
    Path file = folder.resolve("duck.parquet");
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement()) {
      statement.execute(
          String.format(
              Locale.ROOT,
              """
          COPY (SELECT CASE WHEN i %% 11 <> 0 THEN i::VARCHAR END AS id,
              CASE WHEN i %% 7 <> 0 THEN
                list_transform(range(i %% 5 * 50), j -> (sin(i * j) * 9)::FLOAT) END AS embedding
            FROM range(10000) t(i)) TO '%s' (PARQUET_VERSION %s, ROW_GROUP_SIZE 4096)\
          """,
              file,
              version));
    }
    List<Read> rows = read(Location.of(file));
    assertThat(rows).hasSize(10_000).isEqualTo(readByTableReader(Location.of(file)));
    assertThat(rows.get(4).vector).hasSize(200);
  }

  private static List<Read> read(Location file) throws IOException {
    List<Read> read = new ArrayList<>();
    try (EmbeddingRows rows = EmbeddingRows.open(file, "embedding")) {
      while (rows.next()) {
        read.add(Read.of(rows.id(), rows.vector()));
      }
      assertThat(rows.rows()).isEqualTo(read.size());
    }
    return read;
  }

  private static List<Read> readByTableReader(Location file) throws IOException {
    List<Read> read = new ArrayList<>();
    try (TableReader reader = TableReader.open(file, "id", "embedding")) {
      for (Row row = reader.next(); row != null; row = reader.next()) {
        read.add(Read.of(row.text(0), row.vector(1)));
      }
    }
    return read;
  }

  /** Writes random rows in a random way; returns which. */
  private static String write(Path file, Layout layout, SplittableRandom random)
      throws IOException {
    int rows = random.nextInt(4) == 0 ? random.nextInt(3) : random.nextInt(400);
    int dimension = random.nextInt(3) == 0 ? 300 : 1 + random.nextInt(20);
    int distinct = random.nextBoolean() ? 10 : Integer.MAX_VALUE; // small dictionaries or none
    boolean dictionary = random.nextBoolean();
    boolean split = random.nextBoolean();
    WriterVersion version = WriterVersion.values()[random.nextInt(2)];
    CompressionCodecName codec =
        List.of(
                CompressionCodecName.UNCOMPRESSED,
                CompressionCodecName.ZSTD,
                CompressionCodecName.SNAPPY,
                CompressionCodecName.GZIP)
            .get(random.nextInt(4));
    int pageRows = 1 + random.nextInt(random.nextBoolean() ? 10 : 20_000);
    int groupBytes = random.nextBoolean() ? 1 << 12 : 1 << 25;
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new ParquetOutput(Location.of(file)))
            .withConf(new PlainParquetConfiguration())
            .withType(layout.schema)
            .withDictionaryEncoding(dictionary)
            .withByteStreamSplitEncoding(split)
            .withWriterVersion(version)
            .withCompressionCodec(codec)
            .withPageRowCountLimit(pageRows)
            .withRowGroupSize((long) groupBytes)
            .withMinRowCountForPageSizeCheck(1)
            .build()) {
      for (int row = 0; row < rows; row++) {
        Group group = new SimpleGroup(layout.schema);
        group.add("other", row);
        for (String column : List.of("id", "embedding")) {
          Type type = layout.schema.getType(column);
          if (type.isRepetition(Type.Repetition.REQUIRED) || random.nextInt(10) > 0) {
            fill(group, type, dimension, distinct, random);
          }
        }
        writer.write(group);
      }
    }
    return String.format(
        Locale.ROOT,
        "%d rows of %d, %d distinct, dictionary %s, split %s, %s, %s, %d rows a page, %d bytes",
        rows,
        dimension,
        distinct,
        dictionary,
        split,
        version,
        codec,
        pageRows,
        groupBytes);
  }

  private static void fill(
      Group parent, Type type, int dimension, int distinct, SplittableRandom random) {
    int field = parent.getType().getFieldIndex(type.getName());
    if (type.isPrimitive()) {
      int value = random.nextInt(distinct);
      switch (((PrimitiveType) type).getPrimitiveTypeName()) {
        case FLOAT -> parent.add(field, value % 7 == 0 ? Float.NaN : value * 0.37f);
        case DOUBLE -> parent.add(field, value * 0.37);
        case INT32 -> parent.add(field, -value);
        case INT64 -> parent.add(field, -5L * value);
        case BOOLEAN -> parent.add(field, value % 2 == 0);
        default -> parent.add(field, "bild/ä 图 " + value);
      }
      return;
    }
    Group group = parent.addGroup(field);
    Type only = type.asGroupType().getType(0);
    int times =
        only.isRepetition(Type.Repetition.REPEATED)
            ? List.of(0, 1, dimension, dimension, dimension).get(random.nextInt(5))
            : only.isRepetition(Type.Repetition.OPTIONAL) && random.nextInt(20) == 0 ? 0 : 1;
    for (int i = 0; i < times; i++) {
      fill(group, only, Math.min(20, dimension), distinct, random);
    }
  }

  @Test
  void open_withoutTheColumn_namesThoseThatThereAre() throws IOException {
    Path file = folder.resolve("part.parquet");
    write(file, Layout.OURS, new SplittableRandom(1));
    assertThatThrownBy(() -> EmbeddingRows.open(Location.of(file), "vector"))
        .isInstanceOf(MissingColumnException.class)
        .hasMessageContaining("no column \"vector\"; it has [other, embedding, id]");
  }

  @Test
  void open_columnThatIsNoList_saysWhatItIs() throws IOException {
    Path file = folder.resolve("part.parquet");
    write(file, Layout.OURS, new SplittableRandom(1));
    assertThatThrownBy(() -> EmbeddingRows.open(Location.of(file), "other"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(
            "column \"other\" is required int32 other, must hold lists of numbers");
  }

  @Test
  void next_fileWithABrokenPage_isAnIoExceptionThatNamesIt() throws IOException {
    Path file = folder.resolve("part.parquet");
    write(file, Layout.OURS, new SplittableRandom(3));
    byte[] whole = Files.readAllBytes(file);
    int failures = 0;
    for (int seed = 0; seed < 50; seed++) {
      var random = new SplittableRandom(seed);
      byte[] broken = whole.clone();
      for (int i = 0; i < 20; i++) {
        broken[4 + random.nextInt(whole.length / 2)] = (byte) random.nextInt();
      }
      Files.write(file, broken);
      try (EmbeddingRows rows = EmbeddingRows.open(Location.of(file), "embedding")) {
        while (rows.next()) {
          rows.vector();
        }
      } catch (IOException e) {
        failures++;
      }
    }
    assertThat(failures).isPositive();
  }
}
