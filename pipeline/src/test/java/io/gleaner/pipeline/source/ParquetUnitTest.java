package io.gleaner.pipeline.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.gleaner.pipeline.image.Reason;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetUnitTest {
  private static final MessageType FILES =
      MessageTypeParser.parseMessageType(
          "message m { optional group image { optional binary bytes; optional binary path (STRING);"
              + " } }");

  @TempDir Path folder;

  private static Path fault(String name) throws URISyntaxException {
    return Path.of(ParquetUnitTest.class.getResource("/faults/" + name).toURI());
  }

  private static SourceUnit unit(Path file, String column, String... carried) {
    return new ImageSource("pool", List.of(file.toString()), List.of(carried), column, 1 << 20)
        .units()
        .get(0);
  }

  private static List<RawImage> read(SourceUnit unit) throws IOException {
    List<RawImage> all = new ArrayList<>();
    try (RawImages images = unit.open()) {
      for (RawImage raw = images.next(); raw != null; raw = images.next()) {
        all.add(raw);
      }
    }
    return all;
  }

  /** Writes rows of {@code {bytes: null, path}}, as Hugging Face's to_parquet does. */
  private Path paths(String name, String... paths) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withConf(new PlainParquetConfiguration())
            .withType(FILES)
            .build()) {
      for (String path : paths) {
        Group row = new SimpleGroup(FILES);
        row.addGroup("image").append("path", path);
        writer.write(row);
      }
    }
    return file;
  }

  private static String text(RawImage raw) {
    return raw.rejection() == null
        ? new String(raw.bytes(), StandardCharsets.UTF_8)
        : raw.rejection().reason() + " " + raw.rejection().detail();
  }

  @Test
  void open_carriedColumnsOfEveryType_haveTheirText() throws Exception {
    String[] columns = {
      "c_int",
      "c_bool",
      "c_f",
      "c_d",
      "c_ts",
      "c_date",
      "c_dec",
      "c_dec_big",
      "c_list",
      "c_struct",
      "c_dict",
      "c_u64",
      "c_u32",
      "c_f16",
      "c_ls",
      "c_time",
      "c_empty",
      "c_null",
      "c_sv"
    };
    List<RawImage> images = read(unit(fault("carry-types.parquet"), null, columns));
    assertThat(images).hasSize(1);
    assertThat(images.get(0).carried())
        .contains(
            entry("c_dec", "12.34"),
            entry("c_dec_big", "12.34"),
            entry("c_u64", "9223372036854775813"),
            entry("c_u32", "4294967295"),
            entry("c_ts", "2024-05-06T07:08:09"),
            entry("c_date", "2024-05-06"),
            entry("c_time", "01:02:03"),
            entry("c_f16", "0.5"),
            entry("c_list", "[\"a\",\"b\"]"),
            entry("c_struct", "{\"x\":1}"),
            entry("c_bool", "true"),
            entry("c_empty", ""))
        .doesNotContainKey("c_null");
  }

  @Test
  void open_img2dataset_carriesOwnNamesUnderOthers() throws Exception {
    List<RawImage> images =
        read(
            unit(
                fault("img2dataset.parquet"),
                null,
                "width AS source_width",
                "key as original",
                "caption"));
    assertThat(images).hasSize(3);
    assertThat(images.get(0).carried()).containsOnlyKeys("source_width", "original", "caption");
    assertThat(images.get(0).key()).isEqualTo(images.get(0).carried().get("original"));
    assertThat(images.get(1).rejection().reason()).isEqualTo(Reason.EMPTY);
    assertThat(images.get(0).rejection()).isNull();
    assertThat(images.get(2).rejection()).isNull();
  }

  @Test
  void open_digestBeforeTheImage_readsTheImage() throws Exception {
    Path file = fault("parquet-md5-before-image.parquet");
    byte[] chosen = read(unit(file, null)).get(0).bytes();
    assertThat(chosen).hasSizeGreaterThan(16);
    assertThat(read(unit(file, "image")).get(0).bytes()).isEqualTo(chosen);
    assertThat(read(unit(file, "md5")).get(0).bytes()).isNotEqualTo(chosen);
    assertThat(unit(file, "md5").fingerprint()).isNotEqualTo(unit(file, "image").fingerprint());
  }

  @Test
  void open_columnThatIsNotThere_namesThoseThatAre() throws Exception {
    assertThat(read(unit(fault("parquet-md5-before-image.parquet"), "jpg")))
        .singleElement()
        .extracting(ParquetUnitTest::text)
        .asString()
        .startsWith("UNREADABLE")
        .contains("there is no column \"jpg\"; there are [md5, image]");
  }

  @Test
  void open_rowsThatNamePaths_readsTheFiles() throws Exception {
    Path elsewhere = Files.writeString(folder.resolve("elsewhere.png"), "absolute");
    Files.createDirectories(folder.resolve("data/a"));
    Files.writeString(folder.resolve("data/a/1.png"), "relative");
    Path file =
        paths(
            "data/t.parquet",
            "a/1.png",
            elsewhere.toString(),
            "file://" + elsewhere,
            "a/2.png",
            "../elsewhere.png",
            "s3://bucket/1.png",
            "a",
            "");
    List<RawImage> images = read(unit(file, null));
    List<String> texts = images.stream().map(ParquetUnitTest::text).toList();
    assertThat(texts).hasSize(8);
    assertThat(texts.subList(0, 3)).containsExactly("relative", "absolute", "absolute");
    assertThat(texts.get(3)).startsWith("UNREADABLE").contains("its path a/2.png");
    assertThat(texts.get(4)).contains("leads out of the Parquet file's folder");
    assertThat(texts.get(5)).contains("is on another filesystem");
    assertThat(texts.get(6)).contains("not a regular file");
    assertThat(texts.get(7)).isEqualTo("EMPTY no bytes in the row");
    assertThat(images.get(0).key()).isEqualTo("a/1.png");
  }

  @Test
  void open_fileThatChangedSinceItWasListed_isARejection() throws Exception {
    Path file = paths("t.parquet", "a");
    SourceUnit removed = unit(file, null);
    SourceUnit replaced = unit(file, null);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1));
    assertThat(read(replaced))
        .singleElement()
        .extracting(ParquetUnitTest::text)
        .asString()
        .startsWith("UNREADABLE written again since it was listed");
    Files.delete(file);
    assertThat(read(removed))
        .singleElement()
        .extracting(ParquetUnitTest::text)
        .asString()
        .startsWith("UNREADABLE")
        .contains("t.parquet");
  }

  @Test
  void open_noParquet_isNamed() throws Exception {
    Path text = Files.writeString(folder.resolve("text.parquet"), "no Parquet at all");
    assertThat(text(read(unit(text, null)).get(0))).isEqualTo("UNREADABLE this is no Parquet file");
    Path empty = Files.writeString(folder.resolve("empty.parquet"), "");
    assertThat(text(read(unit(empty, null)).get(0)))
        .isEqualTo("UNREADABLE this is no Parquet file");
  }

  @Test
  void open_flippedBitInAPage_isARejectionAndNoImage() throws Exception {
    MessageType type = MessageTypeParser.parseMessageType("message m { required binary jpg; }");
    Path file = folder.resolve("flipped.parquet");
    byte[] image = "an image whose bytes are stored as they are".getBytes(StandardCharsets.UTF_8);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withConf(new PlainParquetConfiguration())
            .withType(type)
            .withDictionaryEncoding(false)
            .withPageWriteChecksumEnabled(true)
            .build()) {
      Group row = new SimpleGroup(type);
      row.add("jpg", Binary.fromConstantByteArray(image));
      writer.write(row);
    }
    assertThat(read(unit(file, null)).get(0).bytes()).isEqualTo(image);
    byte[] bytes = Files.readAllBytes(file);
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("stored as");
    bytes[at] ^= 1;
    Files.write(file, bytes);
    assertThat(read(unit(file, null)))
        .singleElement()
        .extracting(ParquetUnitTest::text)
        .asString()
        .startsWith("UNREADABLE")
        .contains("cannot be decoded")
        .containsIgnoringCase("crc");
  }
}
