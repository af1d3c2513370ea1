package io.gleaner.pipeline.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.pipeline.storage.MemoryFileSystem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CountTarTest {
  @TempDir Path folder;

  private static ImageSource source(String entry) {
    return new ImageSource("pool", List.of(entry), List.of(), 1 << 20);
  }

  private static UnitCount count(String entry) throws IOException {
    List<SourceUnit> units = source(entry).units();
    assertThat(units).hasSize(1);
    return units.get(0).count();
  }

  private static TestTar hostile() {
    TestTar tar = new TestTar().folder("a").file("a/._1.jpg", "hidden").file("a/1.json", "{}");
    for (int i = 0; i < 40; i++) {
      tar.file("a/" + i + ".jpg", "x".repeat(i * 997)).file("a/" + i + ".txt", "text");
    }
    return tar.file("a/" + "long".repeat(60) + ".png", "y".repeat(5000))
        .hardLink("a/link.jpg", "a/3.jpg")
        .file("a/3.jpg", "the same name again")
        .file("a/no-extension", "z");
  }

  @Test
  void count_plainTar_isWhatAPassGives() throws IOException {
    Path file = hostile().end().write(folder.resolve("0.tar"));
    UnitCount count = count(file.toString());
    assertThat(count.inputs()).isEqualTo(TestTar.read(source(file.toString())).size());
    assertThat(count.inputs()).isEqualTo(44);
    assertThat(count.isWhole()).isTrue();
  }

  @Test
  void count_archivesThatWereJoined_countsBoth() throws IOException {
    byte[] one = hostile().end().bytes();
    Path file =
        new TestTar().raw(one).file("b/1.jpg", "b").end().write(folder.resolve("joined.tar"));
    assertThat(count(file.toString()).inputs()).isEqualTo(45);
  }

  @Test
  void count_compressedTar_isUnpacked() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(hostile().end().bytes());
    }
    Path file = Files.write(folder.resolve("0.tar.gz"), packed.toByteArray());
    assertThat(count(file.toString())).isEqualTo(UnitCount.whole(44, packed.size()));
  }

  @Test
  void count_longCompressedTar_isTakenForWhatItsBeginningIs() throws IOException {
    SplittableRandom random = new SplittableRandom(0);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      byte[] noise = new byte[100_000];
      for (int i = 0; i < 400; i++) {
        random.nextBytes(noise);
        gzip.write(new TestTar().file(i + ".jpg", noise).bytes());
      }
      gzip.write(new byte[1024]);
    }
    Path file = Files.write(folder.resolve("long.tar.gz"), packed.toByteArray());
    UnitCount count = count(file.toString());
    assertThat(count.isWhole()).isFalse();
    assertThat(count.inputs()).isLessThan(220);
    assertThat(count.expected()).isBetween(390.0, 410.0);
  }

  @Test
  void count_shardThatIsNone_holdsNothing() throws IOException {
    Path file = Files.writeString(folder.resolve("0.tar"), "no tar at all");
    assertThat(count(file.toString()).inputs()).isZero();
    Path cut = Files.write(folder.resolve("cut.tar"), new byte[0]);
    assertThat(count(cut.toString()).inputs()).isZero();
  }

  @Test
  void count_memberThatIsCutShort_isCountedAndTheRestIsLookedThrough() throws IOException {
    byte[] whole = new TestTar().file("1.jpg", "x".repeat(9000)).bytes();
    byte[] cut = java.util.Arrays.copyOf(whole, 4096);
    Path file = new TestTar().raw(cut).write(folder.resolve("cut.tar"));
    assertThat(count(file.toString()).inputs()).isEqualTo(1);
  }

  @Test
  void count_remoteTar_readsHeadersAlone() throws IOException {
    TestTar tar = new TestTar();
    for (int i = 0; i < 50; i++) {
      tar.file(i + ".jpg", new byte[100_000]);
    }
    String remote = "memory://bucket/" + UUID.randomUUID();
    MemoryFileSystem.put(remote + "/0.tar", tar.end().bytes());
    assertThat(count(remote + "/0.tar").inputs()).isEqualTo(50);
    assertThat(MemoryFileSystem.bytesRead(remote)).isBetween(50L * 512, 55L * 4096);
  }
}
