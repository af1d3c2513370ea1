package io.gleaner.pipeline.run;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.pipeline.source.ImageSource;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Format;
import io.gleaner.pipeline.table.TableWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LostInputsTest {
  private static final Format<String> TEXT =
      Format.<String>empty().withText("reason", reason -> reason);

  @TempDir Path folder;
  private RunDirectory directory;

  @BeforeEach
  void makeDirectory() {
    directory = new RunDirectory(Location.of(folder));
  }

  private ImageSource source(String name, int usable, String... reasons) throws IOException {
    TableWriter.write(
        directory.images(name).resolve("part-0.parquet"), TEXT, Collections.nCopies(usable, "x"));
    TableWriter.write(
        directory.rejected().resolve(name).resolve("part-0.parquet"), TEXT, Arrays.asList(reasons));
    return new ImageSource(name, List.of("any"), List.of(), 1);
  }

  @Test
  void check_halfLost_isAllowedAtAHalf() throws IOException {
    ImageSource pool = source("pool", 2, "EMPTY", "CORRUPT");
    assertThatCode(() -> new LostInputs(directory, 0.5).check(List.of(pool)))
        .doesNotThrowAnyException();
  }

  @Test
  void check_sidecarsThatNoImageUses_countAsNoLoss() throws IOException {
    ImageSource pool = source("pool", 2, "UNUSED_SIDECAR", "UNUSED_SIDECAR", "CORRUPT");
    assertThatCode(() -> new LostInputs(directory, 0.5).check(List.of(pool)))
        .doesNotThrowAnyException();
  }

  @Test
  void check_twoSourcesLostMore_namesBothWithTheirReasons() throws IOException {
    ImageSource pool = source("pool", 2, "EMPTY", "CORRUPT", "EMPTY");
    ImageSource good = source("evaluation", 9, "EMPTY");
    ImageSource set = source("curated/hats", 0, "UNREADABLE");
    assertThatThrownBy(() -> new LostInputs(directory, 0.5).check(List.of(pool, good, set)))
        .isInstanceOf(TooManyRejectedException.class)
        .hasMessageStartingWith(
            "pool lost 3 of 5 inputs (2 EMPTY, 1 CORRUPT), curated/hats lost 1 of 1 inputs (1"
                + " UNREADABLE); at most 0.5 of a source's inputs may be rejected"
                + " (limits.rejected_share, --rejected-share)")
        .hasMessageContaining(directory.rejected().toString());
  }

  @Test
  void check_nothingAtAll_failsUnlessAllMayBeLost() throws IOException {
    ImageSource pool = source("pool", 0);
    assertThatThrownBy(() -> new LostInputs(directory, 0.99).check(List.of(pool)))
        .hasMessageStartingWith("pool has no inputs; at most 0.99");
    ImageSource lost = source("evaluation", 0, "EMPTY");
    assertThatCode(() -> new LostInputs(directory, 1).check(List.of(pool, lost)))
        .doesNotThrowAnyException();
  }
}
