package io.gleaner.pipeline.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteTablesTest {
  @TempDir Path folder;

  private static WriteTables<String, String> to(Path folder) {
    return WriteTables.to(
        Location.of(folder),
        none -> Format.<String>empty().withText("row", row -> row),
        block -> List.of(block + "/a", block + "/b"),
        block -> block);
  }

  private void write(List<String> blocks) {
    Pipeline pipeline = Pipeline.create();
    pipeline.apply(Create.of(blocks)).apply(Reshuffle.viaRandomKey()).apply("Write", to(folder));
    pipeline.run().waitUntilFinish();
  }

  private List<String> rows() throws IOException {
    List<String> rows = new ArrayList<>();
    for (Path file : files()) {
      try (TableReader reader = TableReader.open(Location.of(file), "row")) {
        for (Row row = reader.next(); row != null; row = reader.next()) {
          rows.add(row.text(0));
        }
      }
    }
    return rows;
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Test
  void write_manyBundles_eachRowOnceAndNothingHidden() throws Exception {
    List<String> blocks = IntStream.range(0, 50).mapToObj(Integer::toString).toList();
    write(blocks);
    assertThat(rows())
        .containsExactlyInAnyOrderElementsOf(
            blocks.stream().flatMap(each -> Stream.of(each + "/a", each + "/b")).toList());
    assertThat(files()).allMatch(file -> file.getFileName().toString().startsWith("part-"));
  }

  @Test
  void write_inFolders_eachRowInItsFolderAndNothingElse() throws Exception {
    Path lost = Files.createDirectories(folder.resolve("part-hats"));
    Files.writeString(lost.resolve(".1-part-3.parquet.aside"), "half");
    List<String> blocks = IntStream.range(0, 40).mapToObj(Integer::toString).toList();
    Pipeline pipeline = Pipeline.create();
    pipeline
        .apply(Create.of(blocks))
        .apply(Reshuffle.viaRandomKey())
        .apply("Write", to(folder).inFolders(block -> block.length() > 1 ? "part-hats" : "shoes"));
    pipeline.run().waitUntilFinish();

    List<String> seen = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(file.getFileName().toString()).matches("part-[0-9a-f-]+[.]parquet");
        String of = file.getParent().getFileName().toString();
        try (TableReader reader = TableReader.open(Location.of(file), "row")) {
          for (Row row = reader.next(); row != null; row = reader.next()) {
            seen.add(of + " " + row.text(0));
          }
        }
      }
    }
    assertThat(seen)
        .containsExactlyInAnyOrderElementsOf(
            blocks.stream()
                .map(block -> (block.length() > 1 ? "part-hats " : "shoes ") + block)
                .flatMap(each -> Stream.of(each + "/a", each + "/b"))
                .toList());
  }

  @Test
  void write_afterAttemptsThatWereLost_leavesNothingOfTheirs() throws Exception {
    // A committed file of an attempt that was undone, one that was never committed, one half done.
    TableWriter.write(
        Location.of(folder.resolve("part-old.parquet")),
        Format.<String>empty().withText("row", row -> row),
        List.of("old"));
    Files.copy(folder.resolve("part-old.parquet"), folder.resolve(".1-part-2.parquet"));
    Files.writeString(folder.resolve("..1-part-3.parquet.4.tmp"), "half");
    write(List.of("x"));
    assertThat(rows()).containsExactlyInAnyOrder("x/a", "x/b");
    assertThat(files()).hasSize(1);
  }

  @Test
  void write_blocksWithEqualFirstRows_losesNone() throws Exception {
    write(List.of("x", "x", "x", "x", "y"));
    assertThat(rows()).hasSize(10);
  }
}
