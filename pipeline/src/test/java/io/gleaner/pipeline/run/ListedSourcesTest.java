package io.gleaner.pipeline.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.pipeline.source.ImageSource;
import io.gleaner.pipeline.source.SourceUnit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListedSourcesTest {
  @TempDir Path folder;
  private ListedSources sources;

  @BeforeEach
  void listTwoFilesAndAShard() throws IOException {
    for (String name : List.of("a.jpg", "b.jpg", "c.tar")) {
      Files.writeString(folder.resolve(name), name);
    }
    sources =
        new ListedSources(
            List.of(new ImageSource("pool", List.of(folder.toString()), List.of(), 99)));
    assertThat(sources.units()).hasSize(2);
  }

  private List<String> changed() {
    return sources.changed(sources.units()).stream().map(SourceUnit::name).toList();
  }

  @Test
  void changed_nothingHappened_isEmpty() {
    assertThat(changed()).isEmpty();
  }

  @Test
  void changed_fileThatCameSince_isLeftToAnotherRun() throws IOException {
    Files.writeString(folder.resolve("d.jpg"), "new");
    Files.writeString(folder.resolve("e.tar"), "new");
    assertThat(changed()).isEmpty();
  }

  @Test
  void changed_shardWrittenAgainAtEqualSize_isNamed() throws IOException {
    Files.writeString(folder.resolve("c.tar"), "other");
    Files.setLastModifiedTime(folder.resolve("c.tar"), FileTime.fromMillis(1));
    assertThat(changed()).singleElement().asString().startsWith("shard-");
  }

  @Test
  void changed_fileRemoved_namesItsUnit() throws IOException {
    Files.delete(folder.resolve("b.jpg"));
    assertThat(changed()).singleElement().asString().startsWith("files-");
  }

  @Test
  void changed_everythingRemoved_namesAll() throws IOException {
    for (String name : List.of("a.jpg", "b.jpg", "c.tar")) {
      Files.delete(folder.resolve(name));
    }
    assertThat(changed()).hasSize(2);
  }
}
