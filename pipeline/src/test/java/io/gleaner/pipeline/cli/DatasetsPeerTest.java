package io.gleaner.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.TableReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A folder as Hugging Face's datasets loads it, and arrays as NumPy does. Skipped without Python 3
 * or where PyPI is not reached; docs/measure/export_readers.py and export_dinov2.py read more.
 */
class DatasetsPeerTest {
  private static final String DATASETS =
      """
      import hashlib, sys
      import datasets
      rows = datasets.load_dataset(sys.argv[1], split="train", cache_dir=sys.argv[1] + "-cache")
      assert isinstance(rows.features["image"], datasets.Image)
      assert isinstance(rows.features["class_index"], datasets.ClassLabel)
      rows[0]["image"].load()
      next(iter(datasets.load_dataset(sys.argv[1], "shoes", split="train", streaming=True)))["image"].load()
      ids = set()
      for row in rows.cast_column("image", datasets.Image(decode=False)):
          assert hashlib.sha256(row["image"]["bytes"]).hexdigest() == row["sha256"]
          assert rows.features["class_index"].names[row["class_index"]] == row["class"]
          ids.add(row["id"])
      print(len(ids))
      """;

  /** What the authors' class does, in lines of our own. */
  private static final String NUMPY =
      """
      import hashlib, sys
      import numpy, pyarrow.parquet
      export, run = sys.argv[1:]
      table = pyarrow.parquet.ParquetDataset(run + "/manifest").read(columns=["id", "sha256"])
      digests = dict(zip(table["id"].to_pylist(), table["sha256"].to_pylist()))
      entries = numpy.load(export + "/entries.npy", mmap_mode="r")
      classes = numpy.load(export + "/class-ids.npy", mmap_mode="r")
      for entry in entries:
          assert str(classes[entry["class_index"]]) == str(entry["class_id"])
          with open(export + "/" + str(entry["class_id"]) + ".tar", "rb") as tar:
              tar.seek(entry["start_offset"])
              data = tar.read(entry["end_offset"] - entry["start_offset"])[512:]
          name = str(entry["filename"]).split(".")[0]
          assert hashlib.sha256(data).hexdigest() == digests.pop(name)
      assert not digests
      print(len(entries))
      """;

  @TempDir private Path folder;

  private static void export(String format, Path output) throws IOException {
    assertThat(
            Gleaner.run(
                "export",
                SharedQuickstart.run().toString(),
                "--format",
                format,
                "--output",
                output.toString()))
        .isZero();
  }

  @Test
  void exports_readByTheLibraries_haveEachImageOnce() throws Exception {
    PeerPython python =
        PeerPython.install(
            folder, "datasets==5.2.0", "pillow==13.0.0", "numpy==2.4.6", "pyarrow==26.0.1");
    Path run = SharedQuickstart.run();
    long rows =
        TableReader.rows(RunDirectory.tables(new RunDirectory(Location.of(run)).manifest()));

    Path dataset = folder.resolve("huggingface");
    export("huggingface", dataset);
    Path datasets = Files.writeString(folder.resolve("datasets_read.py"), DATASETS);
    assertThat(python.run(datasets, dataset)).isNotNull().endsWith(rows + "\n");

    Path tars = folder.resolve("dinov2");
    export("dinov2", tars);
    Path numpy = Files.writeString(folder.resolve("numpy_read.py"), NUMPY);
    assertThat(python.run(numpy, tars, run)).isNotNull().endsWith(rows + "\n");
  }
}
