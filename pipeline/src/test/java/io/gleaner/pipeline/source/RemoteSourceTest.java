package io.gleaner.pipeline.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.pipeline.image.Reason;
import io.gleaner.pipeline.storage.MemoryFileSystem;
import io.gleaner.pipeline.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sources on a remote filesystem, against the same files on the local one. */
class RemoteSourceTest {
  @TempDir Path folder;
  private String remote;

  @BeforeEach
  void fill() throws Exception {
    for (String name : List.of("a/1.jpg", "a/b c/2.jpg", "a/[3].png", ".hidden", "a/.x/4.jpg")) {
      Path file = folder.resolve("crawl").resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, name);
    }
    Files.writeString(folder.resolve("crawl/too-long.jpg"), "x".repeat(101));
    Files.writeString(folder.resolve("crawl/empty.jpg"), "");
    Files.createDirectories(folder.resolve("shards"));
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(Files.newOutputStream(folder.resolve("shards/0.tar")))) {
      for (String name : List.of("0.jpg", "0.txt", "1.jpg")) {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(name.length());
        tar.putArchiveEntry(entry);
        tar.write(name.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        tar.closeArchiveEntry();
      }
    }
    Path parquet = Path.of(RemoteSourceTest.class.getResource("/source").toURI());
    Files.copy(parquet.resolve("struct.parquet"), folder.resolve("shards/struct.parquet"));
    remote = "memory://bucket/" + UUID.randomUUID();
    MemoryFileSystem.putAll(folder, remote);
  }

  private static ImageSource source(String... entries) {
    return new ImageSource("pool", List.of(entries), List.of("caption", "url"), 100);
  }

  private static List<String> read(ImageSource source) throws IOException {
    List<String> all = new ArrayList<>();
    for (SourceUnit unit : source.units()) {
      try (RawImages images = unit.open()) {
        for (RawImage raw = images.next(); raw != null; raw = images.next()) {
          all.add(
              String.format(
                  Locale.ROOT,
                  "%s %s %s %s %s %s",
                  unit.name(),
                  raw.uri(),
                  raw.key(),
                  raw.bytes() == null ? "" : HexFormat.of().formatHex(raw.bytes()),
                  raw.rejection() == null ? "" : raw.rejection().reason(),
                  raw.carried()));
        }
      }
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "crawl",
        "crawl/",
        "crawl/**.jpg",
        "crawl/a/*.{jpg,png}",
        "crawl/*/*c/2*",
        "shards",
        "shards/*.tar",
        "shards/0.tar",
        "shards/struct.parquet"
      })
  void units_entry_giveWhatTheLocalFilesGive(String entry) throws IOException {
    assertThat(read(source(remote + "/" + entry)))
        .isNotEmpty()
        .isEqualTo(read(source(folder + "/" + entry)));
  }

  @Test
  void units_entriesThatGiveNothing_areAllNamed() {
    assertThatThrownBy(
            () -> source(remote + "/nowhere", remote + "/crawl/*.bmp", "memory://buck*").units())
        .isInstanceOf(UnusableSourceException.class)
        .hasMessageContaining("nowhere\" does not exist")
        .hasMessageContaining("crawl/*.bmp\" matches no files")
        .hasMessageContaining("memory://buck*\" is no location");
  }

  @Test
  void units_oneObjectChanges_changeTheFingerprintOfItsUnit() {
    List<SourceUnit> before = source(remote + "/crawl", remote + "/shards").units();
    assertThat(source(remote + "/crawl", remote + "/shards").units()).isEqualTo(before);
    MemoryFileSystem.put(remote + "/shards/0.tar", new byte[1024]);
    List<SourceUnit> after = source(remote + "/crawl", remote + "/shards").units();
    assertThat(after).hasSameSizeAs(before);
    for (int i = 0; i < after.size(); i++) {
      assertThat(after.get(i).fingerprint().equals(before.get(i).fingerprint()))
          .as(after.get(i).name())
          .isEqualTo(!after.get(i).name().contains("0.tar"));
    }
  }

  @Test
  void units_listed_openNothing_andEachFileOnceWhenRead() throws IOException {
    ImageSource source = source(remote + "/crawl", remote + "/shards");
    source.units();
    assertThat(MemoryFileSystem.opened(remote)).isEmpty();
    read(source);
    assertThat(MemoryFileSystem.opened(remote).keySet())
        .containsExactlyElementsOf(
            MemoryFileSystem.keys(remote).stream().filter(key -> !key.contains("/.")).toList());
    assertThat(MemoryFileSystem.opened(remote).values()).containsOnly(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"crawl/a/1.jpg", "shards/0.tar", "shards/struct.parquet"})
  void next_filesystemFails_failsAndRejectsNothing(String file) throws IOException {
    ImageSource source = source(remote + "/" + file);
    MemoryFileSystem.failReads(remote + "/" + file, new IOException("connection reset"));
    assertThatThrownBy(() -> read(source))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("connection reset");
    MemoryFileSystem.failReads(remote + "/" + file, null);
    assertThat(read(source)).isNotEmpty();
  }

  @Test
  void next_fileThatIsGone_isARejection() throws IOException {
    List<SourceUnit> units = source(remote + "/crawl/a/1.jpg", remote + "/shards/0.tar").units();
    MemoryFileSystem.remove(remote + "/crawl/a/1.jpg");
    MemoryFileSystem.remove(remote + "/shards/0.tar");
    for (SourceUnit unit : units) {
      try (RawImages images = unit.open()) {
        RawImage only = images.next();
        assertThat(only.rejection().reason()).isEqualTo(Reason.UNREADABLE);
        assertThat(only.rejection()).hasMessageContaining("NoSuchFileException");
        assertThat(images.next()).isNull();
      }
    }
  }

  @Test
  void next_objectThatChanged_isARejection() throws Exception {
    List<SourceUnit> units = source(remote + "/crawl/a/1.jpg", remote + "/shards/0.tar").units();
    MemoryFileSystem.put(remote + "/crawl/a/1.jpg", new byte[99]);
    Thread.sleep(2); // the store's times are of milliseconds
    MemoryFileSystem.put(
        remote + "/shards/0.tar", Files.readAllBytes(folder.resolve("shards/0.tar")));
    List<String> rejections = new ArrayList<>();
    for (SourceUnit unit : units) {
      try (RawImages images = unit.open()) {
        rejections.add(images.next().rejection().detail());
        assertThat(images.next()).isNull();
      }
    }
    assertThat(rejections)
        .containsExactly(
            "changed since it was listed: 7 bytes then, 99 now",
            "the shard was written again since it was listed; the next run reads it");
  }
}
