package io.gleaner.pipeline.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.pipeline.export.edit.OriginalBytes;
import io.gleaner.pipeline.progress.Progress;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.retrieval.curated.Retrieval;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One tar of 10,000 images that becomes one shard. */
class LargeShardTest {
  private static final int IMAGES = 10_000;

  @TempDir static Path shared;
  @TempDir Path output;

  private static SyntheticRun run;

  @BeforeAll
  static void writeRun() throws Exception {
    Path tar = shared.resolve("pool.tar");
    writeTar(tar);
    run =
        new SyntheticRun(
                Files.createDirectories(shared.resolve("run")),
                List.of("zoo"),
                id -> List.of(Retrieval.byCluster("zoo", id, 7, 0.25f)))
            .with("pool", List.of(tar.toString()))
            .finish();
    assertThat(run.images()).hasSize(IMAGES);
  }

  private static void writeTar(Path file) throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    try (OutputStream out = Files.newOutputStream(file);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
      for (int i = 0; i < IMAGES; i++) {
        byte[] bytes = new byte[400 + random.nextInt(300)]; // across a block's end or not
        random.nextBytes(bytes);
        bytes[0] = (byte) 0xff;
        bytes[1] = (byte) 0xd8;
        bytes[2] = (byte) 0xff;
        TarArchiveEntry entry = new TarArchiveEntry(i + ".jpg");
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
      }
    }
  }

  /** The SHA-256 of each image of a tar, by the start of its name. */
  private static Map<String, String> digests(Path tar) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    try (TarArchiveInputStream in =
        new TarArchiveInputStream(new BufferedInputStream(Files.newInputStream(tar)))) {
      for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (entry.getName().endsWith(".jpg")) {
          digests.put(entry.getName().substring(0, 32), SyntheticRun.sha256(in.readAllBytes()));
        }
      }
    }
    return digests;
  }

  @ParameterizedTest
  @EnumSource(
      value = ExportFormats.Name.class,
      names = {"WEBDATASET", "DINOV2", "HUGGINGFACE"})
  void execute_tenThousandImages_makesOneShardOfThemAll(ExportFormats.Name name) throws Exception {
    FormatSettings settings =
        ExportFormats.settings(name, ExportedRun.of(run.directory()), null, null, null);
    ExportOptions options =
        new ExportOptions(settings, new OriginalBytes(), List.of(), null, null, Map.of(), 0, false);
    ExportMark mark =
        new Export(ExportedRun.of(run.directory()), options, Location.of(output))
            .execute(ShardWorkers.threads(2, Progress.silent()));
    assertThat(mark.images()).isEqualTo(IMAGES);
    assertThat(mark.shards()).isEqualTo(1);
    VerifyExport.Result verified = new VerifyExport(Location.of(output)).verify(2);
    assertThat(verified.differences()).isEmpty();
    assertThat(verified.images()).isEqualTo(IMAGES);
    if (name != ExportFormats.Name.HUGGINGFACE) {
      try (var files = Files.walk(output)) {
        List<Path> tars = files.filter(file -> file.toString().endsWith(".tar")).toList();
        assertThat(tars).hasSize(1);
        assertThat(digests(tars.get(0)))
            .isEqualTo(
                run.images().stream()
                    .collect(Collectors.toMap(SyntheticRun.Image::id, SyntheticRun.Image::sha256)));
      }
    }
  }
}
