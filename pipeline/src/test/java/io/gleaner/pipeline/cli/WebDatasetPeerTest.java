package io.gleaner.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.TableReader;
import java.nio.file.Files;
import java.nio.file.Path;
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

  @Test
  void webdataset_readByTheLibrary_hasEachImageOnce() throws Exception {
    PeerPython python = PeerPython.install(folder, "webdataset==1.0.2", "numpy==2.2.6");
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
    assertThat(python.run(program, export)).isNotNull().endsWith(rows + "\n");
  }
}
