package io.gleaner.pipeline.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Format;
import io.gleaner.pipeline.table.TableWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PoolCandidatesTest {
  @TempDir Path folder;

  @Test
  void readTable_rowsWithoutAnId_areLeftOut() throws IOException {
    Location file = Location.of(folder.resolve("ids.parquet"));
    Format<String> ids = Format.<String>empty().withText("id", id -> id);
    TableWriter.write(file, ids, Arrays.asList("a", null, "c"));
    List<String> read = new ArrayList<>();
    PoolCandidates.readTable(
        file,
        0,
        block -> {
          for (int i = 0; i < block.size(); i++) {
            read.add(block.id(i));
          }
        });
    assertThat(read).containsExactly("a", "c");
  }
}
