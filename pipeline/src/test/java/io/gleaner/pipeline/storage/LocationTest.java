package io.gleaner.pipeline.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LocationTest {
  @TempDir Path folder;

  private enum Storage {
    LOCAL,
    MEMORY
  }

  private Location root(Storage storage) {
    return storage == Storage.LOCAL
        ? Location.of(folder)
        : Location.of("memory://bucket/" + UUID.randomUUID());
  }

  @ParameterizedTest
  @CsvSource({
    "a//b/, a/b",
    "/a/b/, /a/b",
    "a/../b, a/../b",
    "file:/a/b, /a/b",
    "file:///a/b/, /a/b",
    "file://localhost/a, /a",
    "FILE:a b%20c, a b%20c",
    "C:/x, C:/x",
    "/x/s3://y, /x/s3:/y",
    "s3://bucket/key, s3://bucket/key",
    "S3://Bucket/Key/, s3://Bucket/Key",
    "s3://bucket//two, s3://bucket//two",
    "s3://bucket/, s3://bucket",
    "s3://bucket/../a%20b c, s3://bucket/../a%20b c",
    "hdfs:///a/b, hdfs:///a/b",
  })
  void of_text_isNormalisedOnceAndForAll(String text, String normalised) {
    Location location = Location.of(text);
    assertThat(location.toString()).isEqualTo(normalised);
    assertThat(Location.of(normalised)).isEqualTo(location);
    assertThat(location.isLocal()).isEqualTo(!normalised.matches("(s3|hdfs)://.*"));
  }

  @ParameterizedTest
  @CsvSource({
    "a, b/c, a/b/c, c, a/b/d",
    "'', b, b, b, d",
    "/, b, /b, b, /d",
    "s3://bucket, key, s3://bucket/key, key, s3://bucket/d",
    "s3://bucket/a, b/c, s3://bucket/a/b/c, c, s3://bucket/a/b/d",
    "hdfs:///, a, hdfs:///a, a, hdfs:///d",
  })
  void resolve_child_isBelowAndItsSiblingBeside(
      String text, String child, String resolved, String name, String sibling) {
    Location location = Location.of(text).resolve(child);
    assertThat(location).hasToString(resolved);
    assertThat(location.name()).isEqualTo(name);
    assertThat(location.sibling("d")).hasToString(sibling);
  }

  @Test
  void name_ofARoot_isEmptyWhereThereIsNone() {
    assertThat(Location.of("/").name()).isEmpty();
    assertThat(Location.of("s3://bucket").name()).isEqualTo("bucket");
  }

  @Test
  void of_pathsThatLookRemote_stayLocal() throws IOException {
    Path hostile = Path.of("file:x");
    Location location = Location.of(hostile);
    assertThat(location.isLocal()).isTrue();
    assertThat(location.path().toAbsolutePath().normalize())
        .isEqualTo(hostile.toAbsolutePath().normalize());
  }

  @Test
  void path_ofARemoteLocation_isRefused() {
    assertThatThrownBy(() -> Location.of("s3://bucket/key").path())
        .hasMessage("s3://bucket/key is not on the local filesystem");
  }

  @Test
  void exists_unknownScheme_namesTheLocationAndTheRemedy() {
    assertThatThrownBy(() -> Location.of("nowhere://a/b").exists())
        .isInstanceOf(UnknownSchemeException.class)
        .hasMessageContaining("nowhere://a/b")
        .hasMessageContaining("-Ps3");
  }

  @Test
  void readObject_afterWriteObject_isEqual() throws Exception {
    for (String text : List.of("a/b", "s3://bucket/key")) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(Location.of(text));
      }
      try (ObjectInputStream in =
          new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
        assertThat(in.readObject()).isEqualTo(Location.of(text));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Storage.class)
  void create_openAndMove_giveBackTheBytes(Storage storage) throws IOException {
    Location root = root(storage);
    Location first = root.resolve("deep/[a] {b} c*.bin");
    byte[] bytes = "0123456789".getBytes(StandardCharsets.US_ASCII);
    try (OutputStream out = first.create()) {
      out.write(bytes);
    }
    try (InputStream in = first.open()) {
      assertThat(in.readAllBytes()).isEqualTo(bytes);
    }
    Location second = root.resolve("deep/second");
    second.writeText("older");
    first.moveTo(second);
    assertThat(second.size()).isEqualTo(10);
    assertThat(second.modified().toMillis()).isGreaterThan(1_600_000_000_000L);
    try (SeekableByteChannel channel = second.openSeekable()) {
      assertThat(channel.size()).isEqualTo(10);
      ByteBuffer two = ByteBuffer.allocate(2);
      channel.position(7).read(two);
      assertThat(two.array()).isEqualTo("78".getBytes(StandardCharsets.US_ASCII));
    }
    assertThat(Listing.withHidden(root)).extracting(StoredFile::location).containsExactly(second);
  }

  @ParameterizedTest
  @EnumSource(Storage.class)
  void open_missing_isNoSuchFile(Storage storage) {
    Location missing = root(storage).resolve("missing");
    assertThatThrownBy(missing::open).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(missing::openSeekable).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(missing::size).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(missing::readText).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void open_filesystemFailsInTheMiddle_isNotTakenForTheContents() throws IOException {
    Location file = root(Storage.MEMORY).resolve("file");
    file.writeText("text");
    MemoryFileSystem.failReads(file.text(), new IOException("connection reset"));
    assertThatThrownBy(file::readText)
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(file.text())
        .hasMessageContaining("connection reset");
    MemoryFileSystem.failReads(file.text(), null);
    assertThat(file.readText()).isEqualTo("text");
  }

  @ParameterizedTest
  @EnumSource(Storage.class)
  void writeText_again_replacesAndLeavesNothingElse(Storage storage) throws IOException {
    Location root = root(storage);
    Location file = root.resolve("a/b.txt");
    file.writeText("first");
    file.writeText("zweite: ü");
    assertThat(file.readText()).isEqualTo("zweite: ü");
    assertThat(Listing.withHidden(root)).extracting(StoredFile::location).containsExactly(file);
  }

  @ParameterizedTest
  @EnumSource(Storage.class)
  void of_folder_listsVisibleFilesSortedWithSizes(Storage storage) throws IOException {
    Location root = root(storage);
    for (String name :
        List.of(
            "b/2", "b/10", "a", "b/_SUCCESS", "b/.hidden/x", "b-b", ".tmp", "b/c d/ü", "b/e\\f")) {
      root.resolve(name).writeText(name);
    }
    assertThat(Listing.of(root))
        .extracting(StoredFile::relative)
        .containsExactly("a", "b-b", "b/10", "b/2", "b/c d/ü", "b/e\\f");
    assertThat(Listing.of(root))
        .allMatch(file -> file.bytes() == file.relative().getBytes(StandardCharsets.UTF_8).length)
        .allMatch(file -> file.location().equals(root.resolve(file.relative())));
    assertThat(Listing.withHidden(root)).hasSize(9);
    assertThat(Listing.of(root.resolve("b/.hidden"))).hasSize(1);
    assertThat(Listing.of(root.resolve("a"))).extracting(StoredFile::relative).containsExactly("");
    assertThat(Listing.of(root.resolve("none"))).isEmpty();
    assertThat(root.resolve("b").isFolder()).isTrue();
    assertThat(root.resolve("a").isFolder()).isFalse();
    assertThat(root.resolve("none").isFolder()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Storage.class)
  void deleteAll_folder_takesAllBelowItAndNothingBeside(Storage storage) throws IOException {
    Location root = root(storage);
    for (String name : List.of("a/1", "a/.b/2", "a.txt", "ab/3")) {
      root.resolve(name).writeText(name);
    }
    root.resolve("a").deleteAll();
    root.resolve("a").deleteAll();
    root.resolve("missing").delete();
    assertThat(Listing.withHidden(root))
        .extracting(StoredFile::relative)
        .containsExactly("a.txt", "ab/3");
    root.resolve("a.txt").delete();
    root.resolve("ab/3").deleteAll();
    assertThat(Listing.withHidden(root)).isEmpty();
  }

  @Test
  void deleteAll_links_areRemovedAndNotFollowed() throws IOException {
    Path kept = Files.createDirectories(folder.resolve("kept"));
    Files.writeString(kept.resolve("file"), "x");
    Path gone = Files.createDirectories(folder.resolve("gone"));
    Files.createSymbolicLink(gone.resolve("link"), kept);
    Files.createSymbolicLink(gone.resolve("broken"), folder.resolve("nowhere"));
    assertThat(Listing.of(Location.of(gone)))
        .extracting(file -> file.relative() + " " + file.bytes())
        .containsExactly("broken -1", "link/file 1");
    Location.of(gone).deleteAll();
    assertThat(gone).doesNotExist();
    assertThat(kept.resolve("file")).exists();
  }

  @Test
  void of_linksInACycle_endsAndListsTheRest() throws IOException {
    Files.writeString(folder.resolve("file"), "x");
    Files.createSymbolicLink(folder.resolve("again"), folder);
    assertThat(Listing.of(Location.of(folder)))
        .extracting(StoredFile::relative)
        .containsExactly("file");
  }
}
