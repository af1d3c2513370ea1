package io.gleaner.pipeline.manifest;

import io.gleaner.clustering.workers.GatherBlocks;
import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PDone;

/**
 * Writes a file for each part of the manifest, rows ascending by id. Every part is there, an empty
 * one too; one that is written again replaces itself. Memory of a worker: one {@link ManifestJoin}.
 */
final class WriteParts extends PTransform<PCollection<KV<Integer, ManifestBlock>>, PDone> {
  private static final long serialVersionUID = 1L;

  /** Blocks by the part of the hash of their pictures. */
  static final KvCoder<Integer, ManifestBlock> BLOCKS =
      KvCoder.of(VarIntCoder.of(), ManifestBlockCoder.of());

  private final ArrayList<String> carried;
  private final Location folder;
  private final int parts;
  private final boolean all;

  private WriteParts(List<String> carried, Location folder, int parts, boolean all) {
    this.carried = new ArrayList<>(carried);
    this.folder = folder;
    this.parts = parts;
    this.all = all;
  }

  /** Writes the images that something retrieved. */
  static WriteParts ofRetrieved(List<String> carried, Location folder, int parts) {
    return new WriteParts(carried, folder, parts, false);
  }

  /** Writes all images. */
  static WriteParts ofAll(List<String> carried, Location folder, int parts) {
    return new WriteParts(carried, folder, parts, true);
  }

  @Override
  public PDone expand(PCollection<KV<Integer, ManifestBlock>> rows) {
    PCollection<KV<Integer, ManifestBlock>> empty =
        rows.getPipeline()
            .apply(
                "Empty",
                Create.of(
                        IntStream.range(0, parts)
                            .mapToObj(part -> KV.of(part, ManifestBlock.EMPTY))
                            .toList())
                    .withCoder(BLOCKS));
    PCollectionList.of(rows)
        .and(empty)
        .apply("WithEmpty", Flatten.pCollections())
        .apply("GroupByPicture", GatherBlocks.create())
        .apply("Write", ParDo.of(new Write(carried, folder, parts, all)));
    return PDone.in(rows.getPipeline());
  }

  private static final class Write extends DoFn<KV<Integer, Iterable<ManifestBlock>>, Void> {
    private static final long serialVersionUID = 1L;

    private final ArrayList<String> carried;
    private final Location folder;
    private final int parts;
    private final boolean all;

    Write(List<String> carried, Location folder, int parts, boolean all) {
      this.carried = new ArrayList<>(carried);
      this.folder = folder;
      this.parts = parts;
      this.all = all;
    }

    @ProcessElement
    public void process(@Element KV<Integer, Iterable<ManifestBlock>> part) throws IOException {
      ManifestJoin join = new ManifestJoin(all);
      part.getValue().forEach(join::add);
      List<ManifestRow> images = join.rows();
      List<ManifestRow> pictures = ManifestRow.onePerPicture(images);
      ManifestTables.write(
          ManifestTables.file(folder, part.getKey(), parts),
          carried,
          pictures,
          images.size() - pictures.size());
    }
  }
}
