package io.gleaner.pipeline.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tars that are damaged, cut, joined, packed or odd: each member is a row, or a row says why. */
class TarReaderTest {
  private static final byte[] NOISE = noise();

  @TempDir Path folder;

  private static byte[] noise() {
    byte[] noise = new byte[1024];
    new Random(1).nextBytes(noise);
    return noise;
  }

  private List<String> told(TestTar tar) throws IOException {
    return TestTar.told(tar.write(folder.resolve("x.tar")));
  }

  private List<String> told(String name, byte[] bytes) throws IOException {
    return TestTar.told(Files.write(folder.resolve(name), bytes));
  }

  @Test
  void next_damagedHeader_goesOnAtTheNextOne() throws IOException {
    TestTar tar = new TestTar().file("1.jpg", "one");
    byte[] second = new TestTar().file("2.jpg", "two").bytes();
    second[3] ^= 1;
    assertThat(told(tar.raw(second).file("3.jpg", "three").end()))
        .containsExactly(
            "x.tar: UNREADABLE at byte 1024: no tar header; 1024 bytes are passed over, reading"
                + " goes on at byte 2048",
            "1.jpg=one",
            "3.jpg=three");
  }

  @Test
  void next_cutInsideAHeader_saysSo() throws IOException {
    byte[] tar = new TestTar().file("1.jpg", "one").file("2.jpg", "two").bytes();
    assertThat(told("x.tar", Arrays.copyOf(tar, 1024 + 200)))
        .containsExactly(
            "x.tar: UNREADABLE at byte 1024: the shard breaks off inside a header, of which 200 of"
                + " 512 bytes are there",
            "1.jpg=one");
  }

  @Test
  void next_cutInsideAMember_isThatMembersRow() throws IOException {
    byte[] tar = new TestTar().file("1.jpg", "one").file("2.jpg", "two").bytes();
    assertThat(told("x.tar", Arrays.copyOf(tar, 1024 + 512 + 2)))
        .containsExactly(
            "1.jpg=one",
            "2.jpg: UNREADABLE the member at byte 1024 is cut short: the shard has 2 of its 3"
                + " bytes");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void next_cutInsideASidecar_isTold(boolean carries) throws IOException {
    byte[] tar = new TestTar().file("1.jpg", "one").file("1.json", "{}").bytes();
    Path shard = Files.write(folder.resolve("x.tar"), Arrays.copyOf(tar, 1024 + 512 + 1));
    List<String> carried = carries ? TestTar.CARRIED : List.of();
    List<RawImage> rows =
        TestTar.read(new ImageSource("pool", List.of(shard.toString()), carried, 100));
    assertThat(rows).extracting(RawImage::uri).containsExactly("x.tar", "x.tar/1.jpg");
    assertThat(rows.get(0).rejection())
        .hasMessage("at byte 1024: \"1.json\" is cut short: the shard has 1 of its 2 bytes");
  }

  @Test
  void next_cutBetweenMembers_saysThatTheEndIsMissing() throws IOException {
    assertThat(told(new TestTar().file("1.jpg", "one")))
        .containsExactly(
            "x.tar: UNREADABLE at byte 1024: the shard ends without the zero blocks that end a"
                + " tar; it may have been cut between two members",
            "1.jpg=one");
  }

  @Test
  void next_joinedWithZerosBetween_readsAll() throws IOException {
    assertThat(
            told(
                new TestTar()
                    .file("1.jpg", "one")
                    .end()
                    .raw(new byte[512 * 17])
                    .file("2.jpg", "two")
                    .end()))
        .containsExactly("1.jpg=one", "2.jpg=two");
  }

  @Test
  void next_bytesAfterTheEnd_areTold() throws IOException {
    assertThat(told(new TestTar().file("1.jpg", "one").end().raw(NOISE)))
        .containsExactly(
            "x.tar: UNREADABLE at byte 2048: the archive has ended and no other begins; 1024 bytes"
                + " are passed over, no member follows",
            "1.jpg=one");
  }

  @Test
  void next_sizeBeyondTheEnd_findsWhatItSwallows() throws IOException {
    byte[] size = "77777777777\0".getBytes(StandardCharsets.US_ASCII);
    assertThat(
            told(
                new TestTar()
                    .fileWith("1.jpg", "one", 124, size)
                    .file("2.jpg", "two")
                    .fileWith("3.npy", "three", 124, size)
                    .file("4.jpg", "four")
                    .end()))
        .contains("2.jpg=two", "4.jpg=four")
        .anySatisfy(row -> assertThat(row).startsWith("1.jpg: TOO_MANY_BYTES 8589934591 bytes"))
        .anySatisfy(
            row -> assertThat(row).startsWith("x.tar: UNREADABLE at byte 2048: \"3.npy\" is cut"))
        .hasSize(5);
  }

  @ParameterizedTest
  @CsvSource({"0xff, a header with a negative size", "0x78, a header whose size is no number"})
  void next_unusableSize_isTold(String value, String cause) throws IOException {
    byte[] size = new byte[12];
    Arrays.fill(size, Integer.decode(value).byteValue());
    assertThat(told(new TestTar().fileWith("1.jpg", "one", 124, size).file("2.jpg", "two").end()))
        .containsExactly(
            "x.tar: UNREADABLE at byte 0: \"1.jpg\", "
                + cause
                + "; 1024 bytes are passed over, reading goes on at byte 1024",
            "2.jpg=two");
  }

  @Test
  void next_emptyFileAndNoTar_areToldOnce() throws IOException {
    assertThat(told("e.tar", new byte[0]))
        .containsExactly("e.tar: UNREADABLE the shard has no bytes");
    assertThat(told("n.tar", "<html>not found</html>".repeat(100).getBytes(StandardCharsets.UTF_8)))
        .containsExactly(
            "n.tar: UNREADABLE at byte 0: no tar header; 2200 bytes are passed over, no member"
                + " follows");
    assertThat(told("s.tar", "oops".getBytes(StandardCharsets.UTF_8)))
        .singleElement()
        .asString()
        .contains("4 of 512 bytes");
  }

  @Test
  void next_foldersOnly_giveNothing() throws IOException {
    assertThat(told(new TestTar().folder("a").folder("a/b.jpg").end())).isEmpty();
  }

  @Test
  void next_devicesAndPipes_areRows() throws IOException {
    assertThat(
            told(
                new TestTar()
                    .special("1.jpg", (byte) '6')
                    .special("2.jpg", (byte) '3')
                    .file("3.jpg", "three")
                    .end()))
        .containsExactly(
            "1.jpg: UNREADABLE not a regular file: a named pipe",
            "2.jpg: UNREADABLE not a regular file: a device",
            "3.jpg=three");
  }

  @Test
  void next_longAndNulNames_areKeptWhole() throws IOException {
    String name = "d/" + "long".repeat(60) + ".jpg";
    byte[] record = "16 path=n\0l.jpg\n".getBytes(StandardCharsets.UTF_8);
    byte[] pax =
        new TestTar()
            .fileWith("x", new String(record, StandardCharsets.UTF_8), 156, new byte[] {'x'})
            .bytes();
    assertThat(told(new TestTar().file(name, "one").raw(pax).file("short.jpg", "two").end()))
        .containsExactly(name + "=one", "n\0l.jpg=two");
  }

  @Test
  void next_extendedHeaderWithoutMember_isTold() throws IOException {
    byte[] pax = new TestTar().fileWith("x", "16 path=nul.jpg\n", 156, new byte[] {'x'}).bytes();
    assertThat(told(new TestTar().file("1.jpg", "one").raw(pax).end()))
        .containsExactly(
            "x.tar: UNREADABLE at byte 2048: an extended header is followed by no member",
            "1.jpg=one");
  }

  @Test
  void next_links_areTheirTargetOrARow() throws IOException {
    assertThat(
            told(
                new TestTar()
                    .symbolicLink("d/0.jpg", "../e/./9.jpg")
                    .symbolicLink("d/1.jpg", "0.jpg")
                    .hardLink("2.jpg", "./e/9.jpg")
                    .symbolicLink("3.jpg", "/e/9.jpg")
                    .symbolicLink("4.jpg", "../e/9.jpg")
                    .hardLink("5.jpg", "e/8.jpg")
                    .symbolicLink("6.jpg", "7.jpg")
                    .symbolicLink("7.jpg", "6.jpg")
                    .file("e/9.jpg", "nine")
                    .end()))
        .containsExactly(
            "3.jpg: UNREADABLE a link that leads out of the shard",
            "4.jpg: UNREADABLE a link that leads out of the shard",
            "e/9.jpg=nine",
            "d/0.jpg=nine",
            "d/1.jpg=nine",
            "2.jpg=nine",
            "5.jpg: UNREADABLE a link to \"e/8.jpg\", which is no file of the shard",
            "6.jpg: UNREADABLE a link to \"7.jpg\", which is no file of the shard",
            "7.jpg: UNREADABLE a link to \"6.jpg\", which is no file of the shard");
  }

  /** Made by GNU tar 1.34 -S of three files; the digests are those of the files. */
  @ParameterizedTest
  @ValueSource(strings = {"gnu", "pax-0.0", "pax-0.1", "pax-1.0"})
  void next_sparseMembers_haveTheirHoles(String dialect) throws Exception {
    String file = "/source/sparse/sparse-" + dialect + ".tar.gz";
    List<RawImage> images = TestTar.read(Path.of(TarReaderTest.class.getResource(file).toURI()));
    assertThat(images)
        .extracting(
            raw ->
                raw.uri().substring(raw.uri().indexOf('/') + 1)
                    + " "
                    + HexFormat.of()
                        .formatHex(
                            java.security.MessageDigest.getInstance("SHA-256").digest(raw.bytes()),
                            0,
                            4))
        .startsWith("0.jpg 5b1ab3c5", "many.jpg 0dcf30eb")
        .hasSize(3);
  }

  private static OutputStream packing(String kind, OutputStream out) throws IOException {
    return switch (kind) {
      case "gzip" -> new GZIPOutputStream(out);
      case "zstd" -> new ZstdCompressorOutputStream(out);
      default -> new BZip2CompressorOutputStream(out);
    };
  }

  private static byte[] packed(String kind, byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = packing(kind, packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  @ParameterizedTest
  @CsvSource({
    "gzip, x.tar.gz",
    "gzip, x.tgz",
    "gzip, x.tar",
    "zstd, x.tar.zst",
    "zstd, x.TAR",
    "bzip2, x.tar.bz2",
    "zstd, x.tgz"
  })
  void next_compressed_isReadByItsContent(String kind, String name) throws IOException {
    byte[] tar = new TestTar().symbolicLink("1.jpg", "2.jpg").file("2.jpg", "two").end().bytes();
    assertThat(told(name, packed(kind, tar))).containsExactly("2.jpg=two", "1.jpg=two");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd", "bzip2"})
  void next_compressedInParts_readsAll(String kind) throws IOException {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.writeBytes(packed(kind, new TestTar().file("1.jpg", "one").end().bytes()));
    joined.writeBytes(packed(kind, new TestTar().file("2.jpg", "two").end().bytes()));
    assertThat(told("x.tar", joined.toByteArray())).containsExactly("1.jpg=one", "2.jpg=two");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd"})
  void next_compressedAndCut_givesWhatComesBefore(String kind) throws IOException {
    TestTar tar = new TestTar().file("1.jpg", "one");
    byte[] noise = new byte[600_000];
    new Random(2).nextBytes(noise);
    byte[] bytes = packed(kind, tar.file("2.jpg", noise).end().bytes());
    List<String> told = told("x.tar.zst", Arrays.copyOf(bytes, bytes.length - 5_000));
    assertThat(told).hasSize(2).startsWith("1.jpg=one");
    assertThat(told.get(1)).startsWith("2.jpg: UNREADABLE the member at byte 1024 is cut short");
    assertThat(told.get(1)).containsPattern("of its 600000 bytes, (what is compressed|Truncated)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd"})
  void next_compressedAndCut_losesNoWholeMember(String kind) throws IOException {
    TestTar tar = new TestTar();
    byte[] noise = new byte[1000];
    Random random = new Random(3);
    for (int i = 0; i < 400; i++) {
      random.nextBytes(noise);
      tar.file(i + ".jpg", noise);
    }
    byte[] bytes = packed(kind, tar.end().bytes());
    List<String> told = told("x.tgz", Arrays.copyOf(bytes, bytes.length / 2));
    // Zstandard gives out blocks of 128 KiB, of which a part is not to be had.
    assertThat(told.stream().filter(row -> row.contains(".jpg=")))
        .hasSizeGreaterThan(kind.equals("gzip") ? 195 : 100);
  }

  @Test
  void next_compressedInAWayThatIsNotRead_namesIt() throws IOException {
    byte[] xz = {(byte) 0xfd, '7', 'z', 'X', 'Z', 0, 0, 4};
    assertThat(told("x.tar.xz", xz))
        .containsExactly(
            "x.tar.xz: UNREADABLE at byte 0: the shard breaks off: xz is not read; pack the images"
                + " as .tar, .tar.gz, .tar.zst or .tar.bz2");
  }

  @Test
  void of_unpacksToFarMore_endsEarly() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = packing("zstd", packed)) {
      byte[] zeros = new byte[1 << 20];
      out.write(new TestTar().file("1.jpg", "one").bytes());
      for (int i = 0; i < 300; i++) {
        out.write(zeros);
      }
    }
    assertThat(told("x.tar.zst", packed.toByteArray()))
        .hasSize(2)
        .contains("1.jpg=one")
        .anySatisfy(row -> assertThat(row).contains("unpacks to more than 250 times its size"));
  }

  @Test
  void open_shardThatChanged_isARow() throws IOException {
    Path file = new TestTar().file("1.jpg", "one").end().write(folder.resolve("c.tar"));
    ImageSource source = new ImageSource("pool", List.of(file.toString()), List.of(), 100);
    List<SourceUnit> units = source.units();
    new TestTar().file("2.jpg", "two").file("3.jpg", "three").end().write(file);
    try (RawImages images = units.get(0).open()) {
      assertThat(images.next().rejection())
          .hasMessage(
              "the shard was changed since it was listed: 2048 bytes then, 3072 now; the next run"
                  + " reads it");
      assertThat(images.next()).isNull();
    }
  }

  @Test
  void next_shardThatGrowsWhileItIsRead_saysSo() throws IOException {
    Path file = new TestTar().file("1.jpg", "one").end().write(folder.resolve("g.tar"));
    ImageSource source = new ImageSource("pool", List.of(file.toString()), List.of(), 100);
    try (RawImages images = source.units().get(0).open()) {
      assertThat(images.next().bytes()).hasSize(3);
      Files.write(file, NOISE, java.nio.file.StandardOpenOption.APPEND);
      RawImage row = images.next();
      while (!row.rejection().getMessage().startsWith("the shard was, while")) {
        row = images.next();
      }
      assertThat(row.rejection()).hasMessageContaining("2048 bytes then, 3072 now");
      assertThat(images.next()).isNull();
    }
  }

  @Test
  void next_fileThatChanged_isARow() throws IOException {
    Path file = Files.writeString(folder.resolve("1.jpg"), "one");
    Path same = Files.writeString(folder.resolve("2.jpg"), "two");
    Path gone = Files.writeString(folder.resolve("3.jpg"), "gone");
    Files.writeString(folder.resolve("4.jpg"), "stays");
    ImageSource source = new ImageSource("pool", List.of(folder.toString()), List.of(), 100);
    List<SourceUnit> units = source.units();
    Files.writeString(file, "another one");
    Files.setLastModifiedTime(same, java.nio.file.attribute.FileTime.fromMillis(1));
    Files.delete(gone);
    try (RawImages images = units.get(0).open()) {
      assertThat(images.next().rejection())
          .hasMessage("changed since it was listed: 3 bytes then, 11 now");
      assertThat(images.next().rejection()).hasMessage("written again since it was listed");
      assertThat(images.next().rejection()).hasMessageStartingWith("NoSuchFileException");
      assertThat(images.next().bytes()).asString(StandardCharsets.UTF_8).isEqualTo("stays");
    }
  }
}
