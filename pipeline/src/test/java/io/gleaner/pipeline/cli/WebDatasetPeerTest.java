package io.gleaner.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.TableReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Shards as the library webdataset reads them. Skipped without Python 3 or where PyPI is not
 * reached; docs/measure/export_readers.py reads all formats by all libraries.
 */
class WebDatasetPeerTest {
  private static final String PROGRAM =
      """
      import hashlib, json, sys
      import webdataset
      folder = sys.argv[1]
      shards = [folder + "/" + name for name in json.load(open(folder + "/sizes.json"))]
      keys = set()
      for sample in webdataset.WebDataset(shards, shardshuffle=False):
          fields = json.loads(sample["json"])
          image = sample["jpg"] if "jpg" in sample else sample["png"]
          assert hashlib.sha256(image).hexdigest() == fields["sha256"]
          assert sample["__key__"] == fields["id"] and fields["id"] not in keys
          keys.add(fields["id"])
      print(len(keys))
      """;

  @TempDir Path folder;

  private static String output(int seconds, String... command) {
    try {
      Path out = Files.createTempFile("peer", ".txt");
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
      boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
      process.descendants().forEach(ProcessHandle::destroyForcibly); // they would write on
      process.destroyForcibly().waitFor();
      String text = Files.readString(out, StandardCharsets.UTF_8);
      Files.delete(out);
      return ended && process.exitValue() == 0 ? text : null;
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  @Test
  void webdataset_readByTheLibrary_hasEachImageOnce() throws Exception {
    Path python = folder.resolve("venv/bin/python");
    assumeTrue(
        output(120, "python3", "-m", "venv", folder.resolve("venv").toString()) != null,
        "python3 -m venv does not work here");
    assumeTrue(
        output(
                120,
                python.toString(),
                "-m",
                "pip",
                "install",
                "--quiet",
                "--retries=0",
                "webdataset==1.0.2",
                "numpy==2.2.6")
            != null,
        "PyPI is not reachable");
    Path export = folder.resolve("export");
    assertThat(
            Gleaner.run(
                "export",
                SharedQuickstart.run().toString(),
                "--format",
                "webdataset",
                "--shard-images",
                "30",
                "--output",
                export.toString()))
        .isZero();
    long rows =
        TableReader.rows(
            RunDirectory.tables(new RunDirectory(Location.of(SharedQuickstart.run())).manifest()));
    Path program = Files.writeString(folder.resolve("read.py"), PROGRAM);
    assertThat(output(120, python.toString(), program.toString(), export.toString()))
        .isNotNull()
        .endsWith(rows + "\n");
  }
}
