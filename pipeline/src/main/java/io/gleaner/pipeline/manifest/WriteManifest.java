package io.gleaner.pipeline.manifest;

import io.gleaner.clustering.workers.GatherBlocks;
import io.gleaner.clustering.workers.Tasks;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.KeyedRows;
import io.gleaner.pipeline.table.RetrievalTables;
import io.gleaner.retrieval.curated.Retrieval;
import io.gleaner.retrieval.curated.RetrievedPart;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.PDone;

/**
 * Joins retrieved rows with the images' metadata by a hash of the id, unites images of equal bytes
 * by a hash of their SHA-256 and writes a file for each part of these hashes, rows ascending by id:
 * {@code part-00007-of-00042.parquet}. Every part is there, an empty one too, and the same on every
 * runner; one that is written again replaces itself.
 *
 * <p>All images are read and few are retrieved, so metadata is sent only for ids that pass an
 * {@link IdFilter} of the retrieved ones, a side input. Shuffled, for r retrieved rows of d
 * distinct images among n: 8 × r bytes for the filter, about 110 × r bytes of rows, and metadata,
 * some 250 bytes and the carried fields, of d + 0.003 × n images; then rows and metadata of the d
 * images once more. Memory of a worker: 1.5 × d bytes of filter, one {@link KeyedRows} of metadata,
 * and one {@link ManifestJoin}.
 */
public final class WriteManifest extends PTransform<PBegin, PDone> {
  private static final long serialVersionUID = 1L;
  private static final KvCoder<Integer, ManifestBlock> BLOCKS = WriteParts.BLOCKS;
  private static final KvCoder<Integer, long[]> LONGS =
      KvCoder.of(VarIntCoder.of(), LongsCoder.of());

  private final ArrayList<Location> images;
  private final ArrayList<Location> retrieved;
  private final ArrayList<String> carried;
  private final Location folder;
  private final int parts;

  /**
   * @param images all tables of images
   * @param retrieved all tables of retrieved rows
   * @param carried fields that go into the manifest
   * @param folder of the manifest
   * @param parts how many files to write, at least 1
   */
  public WriteManifest(
      List<Location> images,
      List<Location> retrieved,
      List<String> carried,
      Location folder,
      int parts) {
    this.images = new ArrayList<>(images);
    this.retrieved = new ArrayList<>(retrieved);
    this.carried = new ArrayList<>(carried);
    this.folder = folder;
    this.parts = parts;
  }

  @Override
  public PDone expand(PBegin begin) {
    PCollection<Location> tables = files(begin, "Retrieved", retrieved);
    PCollectionView<Map<Integer, long[]>> filters =
        tables
            .apply("HashIds", ParDo.of(new HashIds(parts)))
            .setCoder(LONGS)
            .apply("GroupHashes", GroupByKey.create())
            .apply("Filter", ParDo.of(new MakeFilter()))
            .setCoder(LONGS)
            .apply("Filters", View.asMap());
    PCollection<KV<Integer, ManifestBlock>> rows =
        tables.apply("ReadRetrieved", ParDo.of(new ReadRetrieved(parts))).setCoder(BLOCKS);
    PCollection<KV<Integer, ManifestBlock>> metadata =
        files(begin, "Images", images)
            .apply(
                "ReadImages",
                ParDo.of(new ReadImages(carried, parts, filters)).withSideInputs(filters))
            .setCoder(BLOCKS);
    PCollection<KV<Integer, ManifestBlock>> joined =
        PCollectionList.of(rows)
            .and(metadata)
            .apply("Both", Flatten.pCollections())
            .apply("GroupById", GatherBlocks.create())
            .apply("Join", ParDo.of(new Join(parts)))
            .setCoder(BLOCKS);
    return joined.apply("Parts", WriteParts.ofRetrieved(carried, folder, parts));
  }

  private static PCollection<Location> files(PBegin begin, String name, List<Location> files) {
    return begin.apply(name, Tasks.of(files, SerializableCoder.of(Location.class)));
  }

  private static final class HashIds extends DoFn<Location, KV<Integer, long[]>> {
    private static final long serialVersionUID = 1L;

    private final int parts;

    HashIds(int parts) {
      this.parts = parts;
    }

    @ProcessElement
    public void process(@Element Location file, OutputReceiver<KV<Integer, long[]>> output)
        throws IOException {
      KeyedRows<Integer, Long> hashes =
          new KeyedRows<>(
              (part, block) ->
                  output.output(KV.of(part, block.stream().mapToLong(Long::longValue).toArray())));
      RetrievalTables.ids(file, id -> hashes.add(RetrievedPart.of(id, parts), IdFilter.hash(id)));
      hashes.flush();
    }
  }

  private static final class MakeFilter
      extends DoFn<KV<Integer, Iterable<long[]>>, KV<Integer, long[]>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element KV<Integer, Iterable<long[]>> part, OutputReceiver<KV<Integer, long[]>> output) {
      List<long[]> blocks = new ArrayList<>();
      part.getValue().forEach(blocks::add);
      long[] hashes = blocks.stream().flatMapToLong(Arrays::stream).toArray();
      output.output(KV.of(part.getKey(), IdFilter.of(hashes).words()));
    }
  }

  private static final class ReadRetrieved extends DoFn<Location, KV<Integer, ManifestBlock>> {
    private static final long serialVersionUID = 1L;

    private final int parts;

    ReadRetrieved(int parts) {
      this.parts = parts;
    }

    @ProcessElement
    public void process(@Element Location file, OutputReceiver<KV<Integer, ManifestBlock>> output)
        throws IOException {
      KeyedRows<Integer, Retrieval> rows =
          new KeyedRows<>(
              (part, block) -> output.output(KV.of(part, new ManifestBlock(List.of(), block))));
      RetrievalTables.read(file, row -> rows.add(RetrievedPart.of(row.id(), parts), row));
      rows.flush();
    }
  }

  private static final class ReadImages extends DoFn<Location, KV<Integer, ManifestBlock>> {
    private static final long serialVersionUID = 1L;

    private final ArrayList<String> carried;
    private final int parts;
    private final PCollectionView<Map<Integer, long[]>> filters;
    private transient List<KV<Integer, ManifestBlock>> full;
    private transient KeyedRows<Integer, ImageMetadata> rows; // of all files of a bundle

    ReadImages(List<String> carried, int parts, PCollectionView<Map<Integer, long[]>> filters) {
      this.carried = new ArrayList<>(carried);
      this.parts = parts;
      this.filters = filters;
    }

    @StartBundle
    public void startBundle() {
      full = new ArrayList<>();
      rows =
          new KeyedRows<>(
              (part, block) -> full.add(KV.of(part, new ManifestBlock(block, List.of()))));
    }

    @ProcessElement
    public void process(ProcessContext context) throws IOException {
      Map<Integer, long[]> words = context.sideInput(filters);
      IdFilter[] byPart = new IdFilter[parts];
      words.forEach((part, filter) -> byPart[part] = new IdFilter(filter));
      ManifestTables.readImages(
          context.element(),
          carried,
          id -> {
            IdFilter filter = byPart[RetrievedPart.of(id, parts)];
            return filter != null && filter.mayHold(IdFilter.hash(id));
          },
          image -> {
            rows.add(RetrievedPart.of(image.id(), parts), image);
            full.forEach(context::output);
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

  /** Rows by image, sent on by picture. */
  private static final class Join
      extends DoFn<KV<Integer, Iterable<ManifestBlock>>, KV<Integer, ManifestBlock>> {
    private static final long serialVersionUID = 1L;

    private final int parts;

    Join(int parts) {
      this.parts = parts;
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, Iterable<ManifestBlock>> part,
        OutputReceiver<KV<Integer, ManifestBlock>> output) {
      ManifestJoin join = new ManifestJoin(false);
      part.getValue().forEach(join::add);
      KeyedRows<Integer, ManifestRow> rows =
          new KeyedRows<>((picture, block) -> output.output(KV.of(picture, block(block))));
      for (ManifestRow row : join.rows()) {
        rows.add(RetrievedPart.of(row.picture(), parts), row);
      }
      rows.flush();
    }

    private static ManifestBlock block(List<ManifestRow> rows) {
      List<Retrieval> retrievals = new ArrayList<>();
      rows.forEach(row -> retrievals.addAll(row.retrievals()));
      return new ManifestBlock(rows.stream().map(ManifestRow::image).toList(), retrievals);
    }
  }
}
