package io.gleaner.pipeline.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.clustering.workers.ScratchFolder;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocationScratchTest {
  @TempDir private static Path root;

  @ParameterizedTest
  @ValueSource(strings = {"local", "memory://bucket/scratch"})
  void write_sameNameTwice_replacesTheFileAndLeavesNothingAside(String where) throws Exception {
    ScratchFolder folder = folder(where);
    assertThat(folder.names()).isEmpty();

    folder.write("b", out -> out.writeInt(1));
    folder.write("a", out -> out.writeInt(1));
    folder.write("a", out -> out.writeInt(2));
    assertThatThrownBy(
            () ->
                folder.write(
                    "a",
                    out -> {
                      out.writeInt(3);
                      throw new IOException("full");
                    }))
        .hasMessage("full");

    try (DataInputStream in = folder.open("a")) {
      assertThat(in.readInt()).isEqualTo(2);
      assertThat(in.read()).isEqualTo(-1);
    }
    assertThat(folder.names()).containsExactly("a", "b");
    folder.delete();
    assertThat(folder.names()).isEmpty();
  }

  private static ScratchFolder folder(String where) {
    Location location =
        where.equals("local") ? Location.of(root.resolve("[x] y*")) : Location.of(where);
    return new LocationScratch(location).unique();
  }
}
