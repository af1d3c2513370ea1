package io.gleaner.clustering.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchFolderTest {
  @TempDir private Path root;

  @Test
  void write_sameNameTwice_replacesTheFileAndLeavesNothingAside() throws Exception {
    ScratchFolder folder = new ScratchFolder(root.toString()).folder("sub");
    folder.write("a", out -> out.writeInt(1));
    folder.write("a", out -> out.writeInt(2));

    try (DataInputStream in = folder.open("a")) {
      assertThat(in.readInt()).isEqualTo(2);
    }
    try (var files = Files.list(root.resolve("sub"))) {
      assertThat(files).extracting(file -> file.getFileName().toString()).containsExactly("a");
    }
  }

  @Test
  void write_contentFails_leavesTheOldFile() throws Exception {
    ScratchFolder folder = new ScratchFolder(root.toString());
    folder.write("a", out -> out.writeInt(1));

    assertThatThrownBy(
            () ->
                folder.write(
                    "a",
                    out -> {
                      throw new IOException("disk");
                    }))
        .hasMessage("disk");

    try (DataInputStream in = folder.open("a")) {
      assertThat(in.readInt()).isEqualTo(1);
    }
  }

  @Test
  void names_prefix_givesItsFilesSorted() throws Exception {
    ScratchFolder folder = new ScratchFolder(root.toString());
    assertThat(folder.names("part-")).isEmpty();
    for (String name : new String[] {"part-2", "other", "part-1"}) {
      folder.write(name, out -> out.writeInt(0));
    }
    assertThat(folder.names("part-")).containsExactly("part-1", "part-2");
    folder.delete("part-");
    assertThat(folder.names("part-")).isEmpty();
    assertThat(folder.names("other")).containsExactly("other");
  }

  @Test
  void numbers_moreThanABuffer_comeBackAsTheyWere() throws Exception {
    float[] floats = new float[20_000];
    long[] longs = new long[20_000];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) Math.sin(i);
      longs[i] = Long.MIN_VALUE + i * 0x123456789L;
    }
    ScratchFolder folder = new ScratchFolder(root.toString());
    folder.write(
        "a",
        out -> {
          Numbers.write(out, floats);
          Numbers.write(out, longs);
        });
    try (DataInputStream in = folder.open("a")) {
      assertThat(Numbers.readFloats(in, floats.length)).isEqualTo(floats);
      assertThat(Numbers.readLongs(in, longs.length)).isEqualTo(longs);
      assertThat(in.read()).isEqualTo(-1);
    }
  }
}
