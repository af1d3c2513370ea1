package io.gleaner.pipeline.copies;

import io.gleaner.clustering.workers.GatherBlocks;
import io.gleaner.clustering.workers.Tasks;
import io.gleaner.pipeline.manifest.IdFilter;
import io.gleaner.pipeline.manifest.LongsCoder;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.ExcludedIds;
import io.gleaner.pipeline.table.KeyedRows;
import io.gleaner.pipeline.table.Row;
import io.gleaner.pipeline.table.TableReader;
import io.gleaner.retrieval.curated.RetrievedPart;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.PDone;

/**
 * Finds the pool images of equal SHA-256 for each curated image and writes a table of pairs for
 * each curated table that has any.
 *
 * <p>All hashes of the pool are read and few are curated ones, so a pool image is sent only where
 * its hash passes an {@link IdFilter} of the curated ones, a side input. Shuffled, for c curated
 * images and a pool of n: 8 × c bytes for the filter, and some 110 bytes for each of c + copies +
 * 0.003 × n images. Memory of a worker: 1.5 × c bytes of filter, a block of {@link KeyedRows}, one
 * part of the hashes (about 100,000 curated images and their copies), and the pairs of one table.
 *
 * <p>Of one picture in the pool at most {@value #MOST_COPIES} copies are told, those of the
 * smallest ids: a pool without exact duplicates has one.
 */
public final class FindCuratedCopies extends PTransform<PBegin, PDone> {
  private static final long serialVersionUID = 1L;
  private static final int MOST_COPIES = 64;
  private static final KvCoder<Integer, List<Picture>> PICTURES =
      KvCoder.of(VarIntCoder.of(), ListCoder.of(PictureCoder.of()));
  private static final KvCoder<Integer, List<CopyPair>> PAIRS =
      KvCoder.of(VarIntCoder.of(), ListCoder.of(CopyPairCoder.of()));
  private static final KvCoder<Integer, long[]> LONGS =
      KvCoder.of(VarIntCoder.of(), LongsCoder.of());

  /**
   * A table of images.
   *
   * @param file with columns {@code id} and {@code sha256}
   * @param pairs where the pairs of a curated table go; null for one of the pool
   * @param without images that are left out
   */
  public record ImageTable(Location file, Location pairs, ExcludedIds without)
      implements Serializable {}

  /** A curated table and its number. */
  private record NumberedTable(ImageTable table, int number) implements Serializable {}

  private final ArrayList<ImageTable> curated;
  private final ArrayList<ImageTable> pool;
  private final int parts;

  /**
   * @param curatedRows rows of all curated tables, from which the number of parts follows
   */
  public FindCuratedCopies(List<ImageTable> curated, List<ImageTable> pool, long curatedRows) {
    this.curated = new ArrayList<>(curated);
    this.pool = new ArrayList<>(pool);
    this.parts = RetrievedPart.parts(curatedRows);
  }

  @Override
  public PDone expand(PBegin begin) {
    List<NumberedTable> numbered = new ArrayList<>();
    ArrayList<Location> pairs = new ArrayList<>();
    for (ImageTable table : curated) {
      numbered.add(new NumberedTable(table, numbered.size()));
      pairs.add(table.pairs());
    }
    PCollection<NumberedTable> tables =
        begin.apply("Curated", Tasks.of(numbered, SerializableCoder.of(NumberedTable.class)));
    PCollectionView<Map<Integer, long[]>> filters =
        tables
            .apply("HashDigests", ParDo.of(new HashDigests(parts)))
            .setCoder(LONGS)
            .apply("GroupDigests", GroupByKey.create())
            .apply("Filter", ParDo.of(new MakeFilter()))
            .setCoder(LONGS)
            .apply("Filters", View.asMap());
    PCollection<KV<Integer, List<Picture>>> ofCurated =
        tables.apply("ReadCurated", ParDo.of(new ReadCurated(parts))).setCoder(PICTURES);
    PCollection<KV<Integer, List<Picture>>> ofPool =
        begin
            .apply("Pool", Tasks.of(pool, SerializableCoder.of(ImageTable.class)))
            .apply("ReadPool", ParDo.of(new ReadPool(parts, filters)).withSideInputs(filters))
            .setCoder(PICTURES);
    PCollectionList.of(ofCurated)
        .and(ofPool)
        .apply("Both", Flatten.pCollections())
        .apply("ByDigest", GatherBlocks.create())
        .apply("Pairs", ParDo.of(new Pairs()))
        .setCoder(PAIRS)
        .apply("ByTable", GatherBlocks.create())
        .apply("Write", ParDo.of(new Write(pairs)));
    return PDone.in(begin.getPipeline());
  }

  private static void read(ImageTable table, int number, Consumer<Picture> pictures)
      throws IOException {
    Set<String> without = table.without().ids();
    try (TableReader reader = TableReader.open(table.file(), "id", "sha256")) {
      for (Row row = reader.next(); row != null; row = reader.next()) {
        if (!row.isNull(0) && !row.isNull(1) && !without.contains(row.text(0))) {
          pictures.accept(new Picture(row.text(1), row.text(0), number));
        }
      }
    }
  }

  private static final class HashDigests extends DoFn<NumberedTable, KV<Integer, long[]>> {
    private static final long serialVersionUID = 1L;

    private final int parts;

    HashDigests(int parts) {
      this.parts = parts;
    }

    @ProcessElement
    public void process(@Element NumberedTable table, OutputReceiver<KV<Integer, long[]>> output)
        throws IOException {
      KeyedRows<Integer, Long> hashes =
          new KeyedRows<>(
              (part, block) ->
                  output.output(KV.of(part, block.stream().mapToLong(Long::longValue).toArray())));
      read(
          table.table(),
          table.number(),
          picture ->
              hashes.add(
                  RetrievedPart.of(picture.sha256(), parts), IdFilter.hash(picture.sha256())));
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

  private static final class ReadCurated extends DoFn<NumberedTable, KV<Integer, List<Picture>>> {
    private static final long serialVersionUID = 1L;

    private final int parts;

    ReadCurated(int parts) {
      this.parts = parts;
    }

    @ProcessElement
    public void process(
        @Element NumberedTable table, OutputReceiver<KV<Integer, List<Picture>>> output)
        throws IOException {
      KeyedRows<Integer, Picture> rows =
          new KeyedRows<>((part, block) -> output.output(KV.of(part, block)));
      read(
          table.table(),
          table.number(),
          picture -> rows.add(RetrievedPart.of(picture.sha256(), parts), picture));
      rows.flush();
    }
  }

  private static final class ReadPool extends DoFn<ImageTable, KV<Integer, List<Picture>>> {
    private static final long serialVersionUID = 1L;

    private final int parts;
    private final PCollectionView<Map<Integer, long[]>> filters;

    ReadPool(int parts, PCollectionView<Map<Integer, long[]>> filters) {
      this.parts = parts;
      this.filters = filters;
    }

    @ProcessElement
    public void process(ProcessContext context) throws IOException {
      IdFilter[] byPart = new IdFilter[parts];
      context.sideInput(filters).forEach((part, filter) -> byPart[part] = new IdFilter(filter));
      KeyedRows<Integer, Picture> rows =
          new KeyedRows<>((part, block) -> context.output(KV.of(part, block)));
      read(
          context.element(),
          Picture.POOL,
          picture -> {
            int part = RetrievedPart.of(picture.sha256(), parts);
            if (byPart[part] != null && byPart[part].mayHold(IdFilter.hash(picture.sha256()))) {
              rows.add(part, picture);
            }
          });
      rows.flush();
    }
  }

  private static final class Pairs
      extends DoFn<KV<Integer, Iterable<List<Picture>>>, KV<Integer, List<CopyPair>>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element KV<Integer, Iterable<List<Picture>>> part,
        OutputReceiver<KV<Integer, List<CopyPair>>> output) {
      Map<String, List<String>> pool = new HashMap<>();
      List<Picture> curated = new ArrayList<>();
      for (List<Picture> block : part.getValue()) {
        for (Picture picture : block) {
          if (picture.table() == Picture.POOL) {
            pool.computeIfAbsent(picture.sha256(), none -> new ArrayList<>(1)).add(picture.id());
          } else {
            curated.add(picture);
          }
        }
      }
      Map<Integer, List<CopyPair>> pairs = new TreeMap<>();
      for (Picture picture : curated) {
        List<String> copies = pool.getOrDefault(picture.sha256(), List.of());
        if (copies.size() > MOST_COPIES) {
          Collections.sort(copies);
        }
        for (String copy : copies.subList(0, Math.min(MOST_COPIES, copies.size()))) {
          pairs
              .computeIfAbsent(picture.table(), none -> new ArrayList<>())
              .add(new CopyPair(picture.id(), copy));
        }
      }
      pairs.forEach((table, ofTable) -> output.output(KV.of(table, ofTable)));
    }
  }

  private static final class Write extends DoFn<KV<Integer, Iterable<List<CopyPair>>>, Void> {
    private static final long serialVersionUID = 1L;

    private final ArrayList<Location> files;

    Write(List<Location> files) {
      this.files = new ArrayList<>(files);
    }

    @ProcessElement
    public void process(@Element KV<Integer, Iterable<List<CopyPair>>> table) throws IOException {
      List<CopyPair> pairs = new ArrayList<>();
      table.getValue().forEach(pairs::addAll);
      pairs.sort(CopyPair.ORDER);
      CopyTables.write(files.get(table.getKey()), pairs);
    }
  }
}
