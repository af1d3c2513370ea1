package io.gleaner.pipeline.manifest;

import io.gleaner.clustering.workers.Tasks;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.ExcludedIds;
import io.gleaner.pipeline.table.KeyedRows;
import io.gleaner.retrieval.curated.RetrievedPart;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PDone;

/**
 * Writes all that deduplication left of a pool, a row for each picture, in the files of {@link
 * WriteManifest}: the manifest of a run in which nothing is retrieved.
 *
 * <p>Shuffled: metadata of the n images that are left, some 250 bytes and the carried fields each,
 * once. Memory of a worker: the ids that left one table of the pool, one {@link KeyedRows} of
 * metadata, and one {@link ManifestJoin}.
 */
public final class WriteKept extends PTransform<PBegin, PDone> {
  private static final long serialVersionUID = 1L;

  /**
   * A table of the pool.
   *
   * @param removed the images of it that left
   */
  public record Table(Location file, ExcludedIds removed) implements Serializable {}

  private final ArrayList<Table> pool;
  private final ArrayList<String> carried;
  private final Location folder;
  private final int parts;

  /**
   * @param carried fields that go into the manifest
   * @param folder of the manifest
   * @param parts how many files to write, at least 1
   */
  public WriteKept(List<Table> pool, List<String> carried, Location folder, int parts) {
    this.pool = new ArrayList<>(pool);
    this.carried = new ArrayList<>(carried);
    this.folder = folder;
    this.parts = parts;
  }

  @Override
  public PDone expand(PBegin begin) {
    return begin
        .apply("Pool", Tasks.of(pool, SerializableCoder.of(Table.class)))
        .apply("ReadKept", ParDo.of(new ReadKept(carried, parts)))
        .setCoder(WriteParts.BLOCKS)
        .apply("Parts", WriteParts.ofAll(carried, folder, parts));
  }

  private static final class ReadKept extends DoFn<Table, KV<Integer, ManifestBlock>> {
    private static final long serialVersionUID = 1L;

    private final ArrayList<String> carried;
    private final int parts;
    private transient List<KV<Integer, ManifestBlock>> full;
    private transient KeyedRows<Integer, ImageMetadata> rows; // of all tables of a bundle

    ReadKept(List<String> carried, int parts) {
      this.carried = new ArrayList<>(carried);
      this.parts = parts;
    }

    @StartBundle
    public void startBundle() {
      full = new ArrayList<>();
      rows =
          new KeyedRows<>(
              (part, block) -> full.add(KV.of(part, new ManifestBlock(block, List.of()))));
    }

    @ProcessElement
    public void process(@Element Table table, OutputReceiver<KV<Integer, ManifestBlock>> output)
        throws IOException {
      Set<String> removed = table.removed.ids();
      ManifestTables.readImages(
          table.file,
          carried,
          id -> !removed.contains(id),
          image -> {
            rows.add(RetrievedPart.of(image.picture(), parts), image);
            full.forEach(output::output);
            full.clear();
          });
    }

    @FinishBundle
    public void finishBundle(FinishBundleContext context) {
      rows.flush();
      full.forEach(
          block ->
              context.output(block, GlobalWindow.INSTANCE.maxTimestamp(), GlobalWindow.INSTANCE));
      full = null;
      rows = null;
    }
  }
}
