package io.gleaner.pipeline.original;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.source.ImageSource;
import io.gleaner.pipeline.source.Place;
import io.gleaner.pipeline.source.Place.Container;
import io.gleaner.pipeline.source.RawImage;
import io.gleaner.pipeline.source.RawImages;
import io.gleaner.pipeline.source.SourceUnit;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.storage.MemoryFileSystem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorOutputStream;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the sources gave once, read again by its place. */
class OriginalsTest {
  private static final long LIMIT = 1 << 20;
  private static final int IMAGE_BYTES = 20_000;

  @TempDir Path folder;

  private record Run(List<StoredImage> images, Originals originals) {}

  @BeforeEach
  void writeInputs() throws IOException {
    Files.createDirectories(folder.resolve("files/a"));
    for (int i = 0; i < 4; i++) {
      Files.write(folder.resolve("files/a/" + i + " #?.jpg"), random(i));
    }
    Files.write(folder.resolve("plain.tar"), tar());
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("g.tar.gz")))) {
      out.write(tar());
    }
    try (OutputStream out =
        new ZstdCompressorOutputStream(Files.newOutputStream(folder.resolve("z.tar.zst")))) {
      out.write(tar());
    }
    binaries(folder.resolve("binary.parquet"), 20);
    structs(folder.resolve("struct.parquet"));
  }

  private static byte[] random(int seed) {
    byte[] bytes = new byte[IMAGE_BYTES];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  /** Two archives joined, with links both ways and a long name. */
  private static byte[] tar() throws IOException {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (int part = 0; part < 2; part++) {
      TarArchiveOutputStream tar = new TarArchiveOutputStream(joined, 512, "UTF-8");
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      link(tar, part + "-before.jpg", part + "-3.jpg");
      for (int i = 0; i < 8; i++) {
        TarArchiveEntry entry =
            new TarArchiveEntry(part + "-" + i + (i == 5 ? "x".repeat(180) : "") + ".jpg");
        entry.setSize(IMAGE_BYTES);
        tar.putArchiveEntry(entry);
        tar.write(random(100 * part + i + 10));
        tar.closeArchiveEntry();
      }
      link(tar, part + "-after.jpg", "0-1.jpg");
      tar.finish();
    }
    return joined.toByteArray();
  }

  private static void link(TarArchiveOutputStream tar, String name, String target)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
    entry.setLinkName(target);
    tar.putArchiveEntry(entry);
    tar.closeArchiveEntry();
  }

  private static ParquetWriter<Group> writer(Path file, MessageType type) throws IOException {
    return ExampleParquetWriter.builder(new LocalOutputFile(file))
        .withConf(new PlainParquetConfiguration())
        .withType(type)
        .withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
        .withRowGroupRowCountLimit(5)
        .build();
  }

  private static void binaries(Path file, int rows) throws IOException {
    MessageType type =
        MessageTypeParser.parseMessageType(
            "message m { required binary jpg; required binary md5; }");
    try (ParquetWriter<Group> writer = writer(file, type)) {
      for (int i = 0; i < rows; i++) {
        Group row = new SimpleGroup(type);
        row.add("jpg", Binary.fromConstantByteArray(random(1000 + i)));
        row.add("md5", Binary.fromConstantByteArray(random(2000 + i)));
        writer.write(row);
      }
    }
  }

  /** Every third row names a file in place of its bytes. */
  private static void structs(Path file) throws IOException {
    MessageType type =
        MessageTypeParser.parseMessageType(
            "message m { optional group image { optional binary bytes; optional binary path"
                + " (STRING); } }");
    try (ParquetWriter<Group> writer = writer(file, type)) {
      for (int i = 0; i < 12; i++) {
        Group row = new SimpleGroup(type);
        if (i % 3 == 0) {
          row.addGroup("image").append("path", "files/a/" + i / 3 + " #?.jpg");
        } else {
          row.addGroup("image").append("bytes", Binary.fromConstantByteArray(random(3000 + i)));
        }
        writer.write(row);
      }
    }
  }

  private static Run run(Location base, String... entries) throws IOException {
    List<String> inputs = new ArrayList<>();
    for (String entry : entries) {
      inputs.add(base.resolve(entry).toString());
    }
    ImageSource source = new ImageSource("pool", inputs, List.of(), LIMIT);
    List<StoredImage> images = new ArrayList<>();
    for (SourceUnit unit : source.units()) {
      try (RawImages raws = unit.open()) {
        for (RawImage raw = raws.next(); raw != null; raw = raws.next()) {
          assertThat(raw.rejection()).as(raw.uri()).isNull();
          images.add(new StoredImage("pool", raw.uri(), raw.place(), sha256(raw.bytes())));
        }
      }
    }
    return new Run(images, Originals.of(Map.of("pool", roots(source)), Map.of(), LIMIT));
  }

  private static Map<String, Location> roots(ImageSource source) {
    Map<String, Location> roots = new HashMap<>();
    source.roots().forEach((name, location) -> roots.put(name, Location.of(location)));
    return roots;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static final String[] ALL = {
    "files", "plain.tar", "g.tar.gz", "z.tar.zst", "binary.parquet", "struct.parquet"
  };

  private static void requireAll(Run run, int images) throws IOException {
    assertThat(run.images).hasSize(images);
    List<StoredImage> shuffled = new ArrayList<>(run.images);
    Collections.shuffle(shuffled, new java.util.Random(1));
    List<StoredImage> told = new ArrayList<>();
    run.originals.readAll(
        shuffled,
        (image, original) -> {
          told.add(image);
          assertThat(original).as(image.toString()).isInstanceOf(Original.Found.class);
          assertThat(sha256(((Original.Found) original).bytes())).isEqualTo(image.sha256());
        });
    assertThat(told).containsExactlyInAnyOrderElementsOf(run.images);
    assertThat(told).isSortedAccordingTo(StoredImage.ORDER);
    for (StoredImage image : shuffled) {
      assertThat(run.originals.read(image)).isInstanceOf(Original.Found.class);
    }
  }

  @Test
  void readAll_everyContainer_givesTheBytesOfTheRun() throws IOException {
    requireAll(run(Location.of(folder), ALL), 4 + 3 * 20 + 20 + 12);
  }

  @Test
  void readAll_remote_givesThemAndOpensEachShardOnce() throws IOException {
    String base = "memory://originals/all";
    MemoryFileSystem.putAll(folder, base);
    requireAll(run(Location.of(base), ALL), 4 + 3 * 20 + 20 + 12);
    Run run = run(Location.of(base), "plain.tar", "g.tar.gz");
    Map<String, Integer> before = MemoryFileSystem.opened(base);
    run.originals.readAll(run.images, (image, original) -> {});
    assertThat(MemoryFileSystem.opened(base).get(base + "/plain.tar"))
        .isEqualTo(before.get(base + "/plain.tar") + 1);
    assertThat(MemoryFileSystem.opened(base).get(base + "/g.tar.gz"))
        .isEqualTo(before.get(base + "/g.tar.gz") + 1);
  }

  @Test
  void read_oneOfATarOrParquet_readsLittleOfIt() throws IOException {
    String base = "memory://originals/few";
    MemoryFileSystem.putAll(folder, base);
    Run run = run(Location.of(base), "plain.tar", "binary.parquet");
    for (StoredImage image : run.images) {
      long before = MemoryFileSystem.bytesRead(base);
      assertThat(run.originals.read(image)).isInstanceOf(Original.Found.class);
      long read = MemoryFileSystem.bytesRead(base) - before;
      if (image.place().container() == Container.TAR) {
        assertThat(read).as(image.uri()).isEqualTo(IMAGE_BYTES);
      } else {
        assertThat(read).as(image.uri()).isBetween(5L * IMAGE_BYTES, 6L * IMAGE_BYTES);
      }
    }
  }

  @Test
  void readAll_sparseMembers_areReadThroughTheirShard() throws IOException, URISyntaxException {
    for (String dialect : List.of("gnu", "pax-1.0")) {
      Path shard =
          Path.of(
              OriginalsTest.class
                  .getResource("/source/sparse/sparse-" + dialect + ".tar.gz")
                  .toURI());
      Run run = run(Location.of(shard.getParent()), shard.getFileName().toString());
      assertThat(run.images).anyMatch(image -> image.place().offset() == null);
      requireAll(run, 3);
    }
  }

  private static Original of(Run run, String uri) {
    return run.images.stream()
        .filter(image -> image.uri().equals(uri))
        .map(run.originals::read)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void read_filesThatAreGoneOrChanged_tellsSo() throws IOException {
    Run run = run(Location.of(folder), ALL);
    Files.delete(folder.resolve("files/a/0 #?.jpg"));
    Files.write(folder.resolve("files/a/1 #?.jpg"), random(77));
    Files.writeString(folder.resolve("files/a/2 #?.jpg"), "another size");
    assertThat(of(run, "files/a/0 #?.jpg")).isInstanceOf(Original.Gone.class);
    assertThat(of(run, "files/a/1 #?.jpg")).isInstanceOf(Original.Changed.class);
    assertThat(of(run, "files/a/2 #?.jpg")).isInstanceOf(Original.Changed.class);
    assertThat(of(run, "files/a/3 #?.jpg")).isInstanceOf(Original.Found.class);
    assertThat(of(run, "struct.parquet/0")).isInstanceOf(Original.Gone.class);
    assertThat(of(run, "struct.parquet/3")).isInstanceOf(Original.Changed.class);
    byte[] tar = Files.readAllBytes(folder.resolve("plain.tar"));
    Files.write(folder.resolve("plain.tar"), java.util.Arrays.copyOf(tar, 60_000));
    assertThat(of(run, "plain.tar/0-0.jpg")).isInstanceOf(Original.Found.class);
    assertThat(of(run, "plain.tar/1-0.jpg")).isInstanceOf(Original.Changed.class);
    Files.delete(folder.resolve("binary.parquet"));
    binaries(folder.resolve("binary.parquet"), 7);
    assertThat(of(run, "binary.parquet/0")).isInstanceOf(Original.Found.class);
    assertThat(of(run, "binary.parquet/9")).isInstanceOf(Original.Changed.class);
    Files.writeString(folder.resolve("g.tar.gz"), "no gzip");
    assertThat(of(run, "g.tar.gz/0-0.jpg")).isInstanceOf(Original.Changed.class);
    Files.writeString(folder.resolve("struct.parquet"), "no Parquet");
    assertThat(of(run, "struct.parquet/1")).isInstanceOf(Original.Unreadable.class);
    Files.delete(folder.resolve("z.tar.zst"));
    assertThat(of(run, "z.tar.zst/0-0.jpg")).isInstanceOf(Original.Gone.class);
  }

  @Test
  void read_placesOfHostileTables_areTold() {
    Originals originals =
        Originals.of(
            Map.of("pool", Map.of("files", Location.of(folder.resolve("files")))), Map.of(), LIMIT);
    for (String file :
        List.of("files/../plain.tar", "files//etc/passwd", "elsewhere/1.jpg", "files/\0", "..")) {
      Place place = new Place(Container.FILE, file, 0L, null, null, null);
      assertThat(originals.read(new StoredImage("pool", file, place, null)))
          .as(file)
          .isInstanceOf(Original.Gone.class);
    }
    assertThat(originals.read(new StoredImage("pool", "x", null, null)))
        .isInstanceOf(Original.Unreadable.class);
  }

  @Test
  void of_runDirectory_hasItsRootsAndColumns() throws IOException {
    Path run = Files.createDirectories(folder.resolve("run"));
    Files.writeString(
        run.resolve("run.json"),
        """
        {"base": "%s", "roots": {"pool": {"binary.parquet": "binary.parquet", "files": "nowhere"}},
         "recipe": "pool:\\n  images: [x]\\n  image_column: md5\\nlimits: {bytes: 30000}\\n"}
        """
            .replace("%s", folder.toString()));
    RunDirectory directory = new RunDirectory(Location.of(run));
    Originals originals = Originals.of(directory, Map.of());
    Place row = new Place(Container.PARQUET, "binary.parquet", null, null, 1, 2L);
    Original md5 = originals.read(new StoredImage("pool", "binary.parquet/7", row, null));
    assertThat(((Original.Found) md5).bytes()).isEqualTo(random(2007));
    Place file = new Place(Container.FILE, "files/a/1 #?.jpg", 0L, null, null, null);
    StoredImage loose = new StoredImage("pool", "files/a/1 #?.jpg", file, null);
    assertThat(originals.read(loose)).isInstanceOf(Original.Gone.class);
    for (String name : List.of("files", "pool/files")) {
      Originals moved = Originals.of(directory, Map.of(name, Location.of(folder.resolve("files"))));
      assertThat(((Original.Found) moved.read(loose)).bytes()).isEqualTo(random(1));
    }
    assertThatThrownBy(() -> Originals.of(directory, Map.of("file", Location.of("x"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the run has no root \"file\"; it has binary.parquet, files");
  }

  @Test
  void of_rowOfATable_isTheImage() {
    Map<String, Object> row = new HashMap<>();
    row.put("source", "pool");
    row.put("uri", "t.parquet/7");
    row.put("container", "parquet");
    row.put("file", "t.parquet");
    row.put("row_group", 1);
    row.put("row", 2L);
    assertThat(StoredImage.of(row))
        .isEqualTo(
            new StoredImage(
                "pool",
                "t.parquet/7",
                new Place(Container.PARQUET, "t.parquet", null, null, 1, 2L),
                null));
    assertThat(StoredImage.of(Map.of("source", "pool", "uri", "x")).place()).isNull();
  }
}
