package io.gleaner.pipeline.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.pipeline.image.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageSourceTest {
  @TempDir Path folder;

  private static ImageSource source(String... entries) {
    return new ImageSource("pool", List.of(entries), List.of("caption", "url"), 100);
  }

  private static List<RawImage> read(ImageSource source) throws IOException {
    List<RawImage> all = new ArrayList<>();
    for (SourceUnit unit : source.units()) {
      try (RawImages images = unit.open()) {
        for (RawImage raw = images.next(); raw != null; raw = images.next()) {
          all.add(raw);
        }
      }
    }
    return all;
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private Path tar(String name, Map<String, String> members) throws IOException {
    Path file = folder.resolve(name);
    try (OutputStream out = Files.newOutputStream(file);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
      for (Map.Entry<String, String> member : members.entrySet()) {
        byte[] bytes = member.getValue().getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(member.getKey());
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
      }
    }
    return file;
  }

  @Test
  void units_folder_givesEveryFileOnceWhateverItsName() throws IOException {
    write("crawl/a/1.jpg", "one");
    write("crawl/b/no extension", "two");
    write("crawl/.hidden", "not this");
    List<RawImage> images = read(source(folder.resolve("crawl").toString()));
    assertThat(images)
        .extracting(RawImage::uri)
        .containsExactlyInAnyOrder("crawl/a/1.jpg", "crawl/b/no extension");
    assertThat(images).allMatch(raw -> raw.rejection() == null && raw.bytes().length == 3);
  }

  @Test
  void units_manyFiles_areSpreadTheSameWayEachTime() throws IOException {
    for (int i = 0; i < 400; i++) {
      write(String.format(Locale.ROOT, "many/%03d.jpg", i), "x");
    }
    ImageSource source = source(folder.resolve("many").toString());
    List<SourceUnit> units = source.units();
    assertThat(units.size()).isGreaterThan(1);
    assertThat(source.units())
        .extracting(unit -> unit.name() + unit.fingerprint())
        .isEqualTo(units.stream().map(unit -> unit.name() + unit.fingerprint()).toList());
    assertThat(read(source)).extracting(RawImage::uri).doesNotHaveDuplicates().hasSize(400);
  }

  @Test
  void units_glob_takesWhatMatches() throws IOException {
    write("g/1.jpg", "one");
    write("g/2.png", "two");
    assertThat(read(source(folder.resolve("g/*.png").toString())))
        .extracting(RawImage::uri)
        .containsExactly("g/2.png");
  }

  @Test
  void open_tarShard_keepsSidecarsAndKeys() throws IOException {
    Path shard =
        tar(
            "00000.tar",
            new java.util.TreeMap<>(
                Map.of(
                    "000.jpg", "image",
                    "000.json", "{\"url\": \"http://a/b\", \"key\": \"original\", \"n\": 3}",
                    "000.txt", "a hat",
                    "001.jpg", "alone")));
    List<RawImage> images = read(source(shard.toString()));
    assertThat(images)
        .extracting(RawImage::uri)
        .containsExactly("00000.tar/000.jpg", "00000.tar/001.jpg");
    assertThat(images.get(0).carried())
        .containsEntry("url", "http://a/b")
        .containsEntry("caption", "a hat");
    assertThat(images.get(1).carried()).isEmpty();
  }

  @Test
  void open_memberBeyondTheLimit_isARejection() throws IOException {
    Path shard = tar("big.tar", Map.of("0.jpg", "x".repeat(101)));
    assertThat(read(source(shard.toString())))
        .singleElement()
        .satisfies(raw -> assertThat(raw.rejection().reason()).isEqualTo(Reason.TOO_MANY_BYTES));
  }

  @Test
  void open_tarCutShort_givesWhatIsWholeAndARejection() throws IOException {
    Path shard =
        tar("cut.tar", new java.util.TreeMap<>(Map.of("0.jpg", "whole", "1.jpg", "y".repeat(90))));
    byte[] bytes = Files.readAllBytes(shard);
    Files.write(shard, java.util.Arrays.copyOf(bytes, 512 + 512 + 512 + 40));
    List<RawImage> images = read(source(shard.toString()));
    assertThat(images.get(0).bytes()).isEqualTo("whole".getBytes(StandardCharsets.UTF_8));
    assertThat(images.get(images.size() - 1).rejection()).isNotNull();
  }

  /** Files by parquet_images.py. */
  @Test
  void open_parquet_readsImageStructsAndPlainBytes() throws Exception {
    Path files = Path.of(ImageSourceTest.class.getResource("/source").toURI());
    List<RawImage> images =
        read(
            source(
                files.resolve("bytes.parquet").toString(),
                files.resolve("struct.parquet").toString()));
    assertThat(images)
        .extracting(
            raw ->
                raw.uri()
                    + " "
                    + (raw.rejection() == null
                        ? new String(raw.bytes(), StandardCharsets.UTF_8)
                        : raw.rejection().reason()))
        .containsExactly(
            "bytes.parquet/0 three",
            "bytes.parquet/1 ",
            "struct.parquet/0 one",
            "struct.parquet/1 two",
            "struct.parquet/2 EMPTY");
    assertThat(images.get(0).carried()).containsEntry("url", "http://a");
    assertThat(images.get(2).carried()).containsEntry("caption", "a hat");
    assertThat(images.get(2).key()).isEqualTo("a.jpg");
    assertThat(images.get(3).carried()).doesNotContainKey("caption");
  }

  @Test
  void units_missingPathAndEmptyFolder_areBothNamed() throws IOException {
    Files.createDirectories(folder.resolve("empty"));
    assertThatThrownBy(
            () ->
                source(folder.resolve("nowhere").toString(), folder.resolve("empty").toString())
                    .units())
        .isInstanceOf(UnusableSourceException.class)
        .hasMessageContaining("nowhere\" does not exist")
        .hasMessageContaining("empty\" matches no files");
  }

  @Test
  void of_sourceAndUri_isStableAndTellsThemApart() {
    assertThat(ImageId.of("pool", "crawl/a.jpg")).isEqualTo(ImageId.of("pool", "crawl/a.jpg"));
    assertThat(
            List.of(
                ImageId.of("pool", "crawl/a.jpg"),
                ImageId.of("evaluation", "crawl/a.jpg"),
                ImageId.of("pool", "crawl/b.jpg")))
        .doesNotHaveDuplicates();
  }
}
