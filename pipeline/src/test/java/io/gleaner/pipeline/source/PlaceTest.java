package io.gleaner.pipeline.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.pipeline.source.Place.Container;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the sources say that bytes are, held to the bytes that are there. */
class PlaceTest {
  private static final String LONG = "d/" + "long".repeat(60) + ".jpg";

  @TempDir Path folder;

  private static List<RawImage> read(Path... entries) throws IOException {
    return TestTar.read(
        new ImageSource(
            "pool", Arrays.stream(entries).map(Path::toString).toList(), List.of(), 1000));
  }

  private static RawImage named(List<RawImage> images, String uri) {
    return images.stream().filter(image -> image.uri().equals(uri)).findFirst().orElseThrow();
  }

  /** Two archives joined, with a long name, links before and after their file, and a sidecar. */
  private static byte[] tar() {
    return new TestTar()
        .symbolicLink("before.jpg", "d/2.jpg")
        .file("1.jpg", "one")
        .file("1.json", "{}")
        .file(LONG, "a long name's")
        .end()
        .file("d/2.jpg", "two".repeat(200))
        .file("empty.jpg", "")
        .hardLink("after.jpg", "1.jpg")
        .file("1.jpg", "the same name")
        .end()
        .bytes();
  }

  private static void requireBytesAt(List<RawImage> images, byte[] tar, Container container) {
    assertThat(images).hasSize(7);
    for (RawImage image : images) {
      Place place = image.place();
      assertThat(place.container()).isEqualTo(container);
      assertThat(place.rowGroup()).isNull();
      assertThat(place.row()).isNull();
      byte[] there =
          Arrays.copyOfRange(
              tar, place.offset().intValue(), (int) (place.offset() + place.length()));
      if (image.rejection() == null) {
        assertThat(there).as(image.uri()).isEqualTo(image.bytes());
      } else {
        assertThat(there).asString(StandardCharsets.UTF_8).isEqualTo("the same name");
      }
    }
  }

  @Test
  void place_tar_isWhereTheBytesAre() throws IOException {
    Path shard = Files.write(folder.resolve("x.tar"), tar());
    List<RawImage> images = read(shard);
    requireBytesAt(images, tar(), Container.TAR);
    assertThat(images).allMatch(image -> image.place().file().equals("x.tar"));
    assertThat(named(images, "x.tar/1.jpg").place())
        .isEqualTo(new Place(Container.TAR, "x.tar", 1024L, 3L, null, null));
    assertThat(named(images, "x.tar/after.jpg").place())
        .isEqualTo(named(images, "x.tar/1.jpg").place());
  }

  @Test
  void place_compressedTar_isWhereTheBytesAreUnpacked() throws IOException {
    Path shard = folder.resolve("gzip named.tar");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(shard))) {
      out.write(tar());
    }
    requireBytesAt(read(shard), tar(), Container.COMPRESSED_TAR);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gnu", "pax-0.0", "pax-0.1", "pax-1.0"})
  void place_sparseMembers_areInNoOnePiece(String dialect) throws Exception {
    String file = "/source/sparse/sparse-" + dialect + ".tar.gz";
    byte[] packed;
    try (InputStream in = PlaceTest.class.getResourceAsStream(file)) {
      packed = in.readAllBytes();
    }
    try (TarReader reader =
        new TarReader(() -> new GZIPInputStream(new ByteArrayInputStream(packed)))) {
      for (TarReader.Part part = reader.next(); part != null; part = reader.next()) {
        TarMember member = (TarMember) part;
        Place place = Place.member("s.tar", false, member);
        assertThat(place.offset() == null)
            .as(member.name())
            .isEqualTo(member.kind() == TarMember.Kind.SPARSE);
        assertThat(place.file()).isEqualTo("s.tar");
      }
    }
  }

  @Test
  void place_looseFiles_areWholeFiles() throws IOException {
    Path files = Files.createDirectories(folder.resolve("files"));
    Files.writeString(files.resolve("1.jpg"), "one");
    Files.writeString(files.resolve("large.jpg"), "x".repeat(1001));
    List<RawImage> images = read(files);
    assertThat(named(images, "files/1.jpg").place())
        .isEqualTo(new Place(Container.FILE, "files/1.jpg", 0L, 3L, null, null));
    RawImage large = named(images, "files/large.jpg");
    assertThat(large.rejection()).isNotNull();
    assertThat(large.place().length()).isEqualTo(1001);
  }

  @Test
  void place_parquet_isRowOfRowGroup() throws IOException {
    MessageType type = MessageTypeParser.parseMessageType("message m { required binary jpg; }");
    Path file = folder.resolve("t.parquet");
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withConf(new PlainParquetConfiguration())
            .withType(type)
            .withRowGroupRowCountLimit(3)
            .build()) {
      for (int i = 0; i < 8; i++) {
        Group row = new SimpleGroup(type);
        row.add("jpg", Binary.fromString("image " + i));
        writer.write(row);
      }
    }
    List<RawImage> images = read(file);
    assertThat(images).hasSize(8);
    for (int i = 0; i < 8; i++) {
      assertThat(images.get(i).place())
          .isEqualTo(new Place(Container.PARQUET, "t.parquet", null, null, i / 3, (long) (i % 3)));
    }
  }

  @Test
  void place_whatIsNoInput_isNull() throws IOException {
    Path shard = new TestTar().symbolicLink("a.jpg", "/etc/x").write(folder.resolve("x.tar"));
    assertThat(read(shard)).hasSize(2).extracting(RawImage::place).containsOnlyNulls();
  }

  @Test
  void labelled_eachLabel_isItsContainer() {
    for (Container container : Container.values()) {
      assertThat(Container.labelled(container.label())).isEqualTo(container);
    }
    assertThat(Container.COMPRESSED_TAR.label()).isEqualTo("compressed_tar");
  }
}
