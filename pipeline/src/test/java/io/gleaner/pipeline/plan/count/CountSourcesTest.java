package io.gleaner.pipeline.plan.count;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.pipeline.source.ImageSource;
import io.gleaner.pipeline.source.RawImages;
import io.gleaner.pipeline.source.SourceUnit;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CountSourcesTest {
  @TempDir Path folder;

  private static long read(List<SourceUnit> units) throws IOException {
    long inputs = 0;
    for (SourceUnit unit : units) {
      try (RawImages images = unit.open()) {
        while (images.next() != null) {
          inputs++;
        }
      }
    }
    return inputs;
  }

  private void tar(String name, int images, SplittableRandom random) throws IOException {
    try (OutputStream out = Files.newOutputStream(folder.resolve(name));
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
      for (int i = 0; i < images; i++) {
        byte[] content = new byte[500 + random.nextInt(3000)];
        TarArchiveEntry entry = new TarArchiveEntry(i + ".jpg");
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    }
  }

  @Test
  void of_samples_countsWhatAPassGives() throws IOException {
    List<SourceUnit> units =
        new ImageSource(
                "pool",
                List.of("../samples/pool/crawl", "../samples/pool/shards/*.tar"),
                List.of("url", "caption AS text"),
                1 << 28)
            .units();
    SourceCount count = CountSources.of(units).get(0);
    assertThat(count.inputs()).isEqualTo(Estimate.exactly(read(units)));
    assertThat(count.shards()).isEqualTo(2);
    assertThat(count.lookedInto()).isEqualTo(2);
    long bytes = 0;
    for (SourceUnit unit : units) {
      bytes += unit.read().stream().mapToLong(file -> file.bytes()).sum();
    }
    assertThat(count.bytes()).isEqualTo(bytes);
  }

  @Test
  void of_parquet_countsRowsByFooters() throws Exception {
    Path file = Path.of(CountSourcesTest.class.getResource("/source/struct.parquet").toURI());
    List<SourceUnit> units =
        new ImageSource("pool", List.of(file.toString()), List.of(), 1 << 20).units();
    SourceCount count = CountSources.of(units).get(0);
    assertThat(count.inputs()).isEqualTo(Estimate.exactly(read(units)));
    assertThat(count.inputs().value()).isPositive();
  }

  @Test
  void of_manyShards_looksIntoSomeAndHoldsTheTruth() throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    for (int shard = 0; shard < 70; shard++) {
      tar(shard + ".tar", 20 + random.nextInt(80), random);
    }
    List<SourceUnit> units =
        new ImageSource("pool", List.of(folder.toString()), List.of(), 1 << 20).units();
    SourceCount count = CountSources.of(units).get(0);
    assertThat(count.lookedInto()).isEqualTo(CountSources.SHARDS);
    assertThat(count.inputs().isExact()).isFalse();
    long truth = read(units);
    assertThat(count.inputs().value() - truth)
        .isBetween(-count.inputs().margin(), count.inputs().margin());
    assertThat(count.inputs().margin()).isLessThan(0.05 * truth);
    assertThat(CountSources.of(units)).as("the same each time").containsExactly(count);
  }
}
