package io.gleaner.pipeline.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableTest {
  @TempDir Path folder;

  @Test
  void makeFolder_folderIsALink_isTaken() throws IOException {
    Path real = Files.createDirectories(folder.resolve("real"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);
    Location.of(link.resolve("a/b/file")).writeText("text");
    assertThat(real.resolve("a/b/file")).hasContent("text");
  }

  @Test
  void write_diskIsFull_namesTheFile() throws IOException {
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.isWritable(full), "this system has no /dev/full");
    assertThatThrownBy(
            () -> {
              try (OutputStream out = new LocalOutput(full)) {
                out.write(new byte[1]);
              }
            })
        .isInstanceOf(FileSystemException.class)
        .hasMessage("/dev/full: No space left on device");
  }

  @Test
  void moveTo_existingFile_isReplaced() throws IOException {
    Location from = Location.of(folder.resolve("from"));
    Location to = Location.of(folder.resolve("to"));
    from.writeText("new");
    to.writeText("old");
    from.moveTo(to);
    assertThat(to.readText()).isEqualTo("new");
    assertThat(from.exists()).isFalse();
  }

  @Test
  void below_namesWithSlashes_onEveryFilesystem() {
    assertThat(Location.of("/a/b/c/d").below(Location.of("/a/b"))).isEqualTo("c/d");
    assertThat(Location.of("s3://a/b/c").below(Location.of("s3://a"))).isEqualTo("b/c");
    assertThat(Location.of("s3://a/bc").isBelow(Location.of("s3://a/b"))).isFalse();
    assertThat(Location.of("/a/bc").isBelow(Location.of("/a/b"))).isFalse();
    assertThat(Location.of("s3://a/b").parent()).contains(Location.of("s3://a"));
    assertThat(Location.of("s3://a").parent()).isEmpty();
    assertThat(Location.of("/").parent()).isEmpty();
  }
}
