package io.gleaner.pipeline.run;

import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.KeyedRows;
import io.gleaner.pipeline.table.RetrievalTables;
import io.gleaner.retrieval.Retrieve;
import io.gleaner.retrieval.curated.DrawFromClusters;
import io.gleaner.retrieval.curated.Mode;
import io.gleaner.retrieval.curated.Retrieval;
import io.gleaner.retrieval.curated.RetrievedPart;
import io.gleaner.retrieval.curated.RetrievedPartCoder;
import io.gleaner.retrieval.neighbours.NeighbourBlock;
import io.gleaner.retrieval.neighbours.NeighbourBlockCoder;
import io.gleaner.retrieval.neighbours.Neighbours;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollectionList;

/**
 * From neighbour lists and curated images to files of retrieved rows, one for each {@link
 * RetrievedPart}. Memory of a worker: one {@link KeyedRows} of what it sends, and of one part, some
 * 100,000 rows, what it writes.
 */
final class RetrievedRows {
  static final KvCoder<RetrievedPart, NeighbourBlock> LISTS =
      KvCoder.of(RetrievedPartCoder.of(), NeighbourBlockCoder.of());

  private RetrievedRows() {}

  /** Groups rows by part and writes every part of {@code parts}, an empty one too. */
  static void write(
      PCollectionList<KV<RetrievedPart, List<Retrieval>>> rows,
      List<RetrievedPart> parts,
      Location folder) {
    List<KV<RetrievedPart, List<Retrieval>>> empty = new ArrayList<>();
    parts.forEach(part -> empty.add(KV.of(part, List.of())));
    rows.and(
            rows.getPipeline().apply("Parts", Create.of(empty).withCoder(DrawFromClusters.coder())))
        .apply("Rows", Flatten.pCollections())
        .apply("GroupByPart", GroupByKey.create())
        .apply("Sort", ParDo.of(new Sort()))
        .setCoder(DrawFromClusters.coder())
        .apply("Write", ParDo.of(new Write(folder)));
  }

  /** Returns the parts of a mode of a set with at most {@code rows} rows. */
  static List<RetrievedPart> parts(String set, Mode mode, long rows) {
    int parts = RetrievedPart.parts(rows);
    List<RetrievedPart> all = new ArrayList<>(parts);
    for (int part = 0; part < parts; part++) {
      all.add(new RetrievedPart(set, mode, part, parts));
    }
    return all;
  }

  private static RetrievedPart part(String set, Mode mode, String id, long rows) {
    int parts = RetrievedPart.parts(rows);
    return new RetrievedPart(set, mode, RetrievedPart.of(id, parts), parts);
  }

  private static final class Sort
      extends DoFn<
          KV<RetrievedPart, Iterable<List<Retrieval>>>, KV<RetrievedPart, List<Retrieval>>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element KV<RetrievedPart, Iterable<List<Retrieval>>> part,
        OutputReceiver<KV<RetrievedPart, List<Retrieval>>> output) {
      List<Retrieval> rows = new ArrayList<>();
      part.getValue().forEach(rows::addAll);
      rows.sort(Retrieval.ORDER);
      output.output(KV.of(part.getKey(), rows));
    }
  }

  /** Writes each part, which has all of its rows, in their order. */
  static final class Write extends DoFn<KV<RetrievedPart, List<Retrieval>>, Void> {
    private static final long serialVersionUID = 1L;

    private final Location folder;

    Write(Location folder) {
      this.folder = folder;
    }

    @ProcessElement
    public void process(@Element KV<RetrievedPart, List<Retrieval>> part) throws IOException {
      RetrievalTables.write(folder, part.getKey(), part.getValue());
    }
  }

  /** What each query of the sets that share collisions retrieves, by the pool image's part. */
  static final class Share extends DoFn<NeighbourBlock, KV<RetrievedPart, List<Retrieval>>> {
    private static final long serialVersionUID = 1L;

    private final SampledSets sets;

    Share(SampledSets sets) {
      this.sets = sets;
    }

    static List<RetrievedPart> parts(String set, SampledSets.Sampled sampled) {
      return RetrievedRows.parts(set, Mode.SAMPLE, rows(sampled));
    }

    private static long rows(SampledSets.Sampled sampled) {
      return sampled.queries() * sampled.config().perQuery();
    }

    @ProcessElement
    public void process(
        @Element NeighbourBlock lists, OutputReceiver<KV<RetrievedPart, List<Retrieval>>> output) {
      KeyedRows<RetrievedPart, Retrieval> rows =
          new KeyedRows<>((part, block) -> output.output(KV.of(part, block)));
      sets.split(lists)
          .forEach(
              (set, ofSet) -> {
                SampledSets.Sampled sampled = sets.get(set);
                if (!sampled.refills()) {
                  for (Retrieval row : Retrieve.sample(set, ofSet, sampled.config())) {
                    rows.add(part(set, Mode.SAMPLE, row.id(), rows(sampled)), row);
                  }
                }
              });
      rows.flush();
    }
  }

  /** The lists of the sets whose queries get images of their own, by the query's part. */
  static final class Lists extends DoFn<NeighbourBlock, KV<RetrievedPart, NeighbourBlock>> {
    private static final long serialVersionUID = 1L;

    private final SampledSets sets;

    Lists(SampledSets sets) {
      this.sets = sets;
    }

    @ProcessElement
    public void process(
        @Element NeighbourBlock lists, OutputReceiver<KV<RetrievedPart, NeighbourBlock>> output) {
      KeyedRows<RetrievedPart, Neighbours> rows =
          new KeyedRows<>((part, block) -> output.output(KV.of(part, NeighbourBlock.of(block))));
      for (Map.Entry<String, NeighbourBlock> entry : sets.split(lists).entrySet()) {
        SampledSets.Sampled sampled = sets.get(entry.getKey());
        if (sampled.refills()) {
          for (Neighbours list : entry.getValue().lists()) {
            rows.add(part(entry.getKey(), Mode.SAMPLE, list.query(), sampled.queries()), list);
          }
        }
      }
      rows.flush();
    }
  }

  /** All lists in one part, for {@link WriteLists}. */
  static final class InOnePart extends DoFn<NeighbourBlock, KV<RetrievedPart, NeighbourBlock>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element NeighbourBlock lists, OutputReceiver<KV<RetrievedPart, NeighbourBlock>> output) {
      output.output(KV.of(new RetrievedPart("lists", Mode.SAMPLE, 0, 1), lists));
    }
  }

  /** Writes the lists of each part. */
  static final class WriteLists extends DoFn<KV<RetrievedPart, Iterable<NeighbourBlock>>, Void> {
    private static final long serialVersionUID = 1L;

    private final Location folder;

    WriteLists(Location folder) {
      this.folder = folder;
    }

    @ProcessElement
    public void process(@Element KV<RetrievedPart, Iterable<NeighbourBlock>> part)
        throws IOException {
      List<NeighbourBlock> blocks = new ArrayList<>();
      part.getValue().forEach(blocks::add);
      NeighbourTables.write(
          RetrievalTables.file(folder, part.getKey()), NeighbourBlock.concatenate(blocks));
    }
  }

  /** A table of a curated set that goes into the dataset as it is. */
  record CuratedTable(String set, Location file, long rowsOfSet, Set<String> without)
      implements java.io.Serializable {}

  /** The images of the sets that go into the dataset as they are, by part. */
  static final class AsIs extends DoFn<CuratedTable, KV<RetrievedPart, List<Retrieval>>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element CuratedTable table, OutputReceiver<KV<RetrievedPart, List<Retrieval>>> output)
        throws IOException {
      KeyedRows<RetrievedPart, Retrieval> rows =
          new KeyedRows<>((part, block) -> output.output(KV.of(part, block)));
      RetrievalTables.ids(
          table.file(),
          id -> {
            if (!table.without().contains(id)) {
              rows.add(
                  part(table.set(), Mode.AS_IS, id, table.rowsOfSet()),
                  Retrieval.asIs(table.set(), id));
            }
          });
      rows.flush();
    }
  }
}
