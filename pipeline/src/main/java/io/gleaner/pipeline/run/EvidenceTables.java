package io.gleaner.pipeline.run;

import io.gleaner.clustering.workers.Tasks;
import io.gleaner.dedup.CandidateBlock;
import io.gleaner.dedup.CandidateBlockCoder;
import io.gleaner.dedup.Kind;
import io.gleaner.dedup.ReviewedEdges;
import io.gleaner.dedup.StoredEvidence;
import io.gleaner.dedup.near.EdgeBlock;
import io.gleaner.dedup.near.EdgeBlockCoder;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.EdgeTables;
import io.gleaner.pipeline.table.TableReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * What a decision reads, in a run's tables.
 *
 * @param pool the tables of the pool, numbered by their place here
 * @param evaluation the tables of the evaluation images, none where there are none
 * @param tables of edges, of each kind that there is
 * @param edges rows of those tables
 * @param poolImages rows of the pool's tables
 * @param review that every edge goes through, or null where nothing was reviewed
 */
record EvidenceTables(
    List<Location> pool,
    List<Location> evaluation,
    Map<Kind, List<Location>> tables,
    long edges,
    long poolImages,
    ReviewedEdges review)
    implements StoredEvidence {

  /** Counts the rows of the tables, by the footers. */
  static EvidenceTables of(
      List<Location> pool, List<Location> evaluation, Map<Kind, List<Location>> tables)
      throws IOException {
    long edges = 0;
    for (List<Location> files : tables.values()) {
      edges += rows(files);
    }
    return new EvidenceTables(pool, evaluation, tables, edges, rows(pool), null);
  }

  private static long rows(List<Location> files) throws IOException {
    long rows = 0;
    for (Location file : files) {
      rows += TableReader.rows(file);
    }
    return rows;
  }

  /** Returns the tables of one kind of edges, none where there are none. */
  List<Location> tables(Kind kind) {
    return tables.getOrDefault(kind, List.of());
  }

  /** Returns the same without what people have decided to leave out. */
  EvidenceTables reviewed(Set<String> removed, Map<String, Set<String>> apart) {
    if (removed.isEmpty() && apart.isEmpty()) {
      return this;
    }
    ReviewedEdges reviewed =
        ReviewedEdges.of(
            removed,
            apart,
            EdgeTables.read(tables(Kind.EXACT)),
            EdgeTables.read(tables(Kind.PERCEPTUAL)));
    return new EvidenceTables(
        pool, evaluation, tables, edges, poolImages - removed.size(), reviewed);
  }

  /** Returns the edges of one kind, read anew by each iterator. */
  Iterable<EdgeBlock> read(Kind kind) {
    Iterable<EdgeBlock> stored = EdgeTables.read(tables(kind));
    return review == null
        ? stored
        : () ->
            StreamSupport.stream(stored.spliterator(), false)
                .map(block -> review.apply(kind, block))
                .iterator();
  }

  @Override
  public Set<Kind> kinds() {
    return tables.keySet();
  }

  @Override
  public PCollection<EdgeBlock> edges(Pipeline pipeline, Kind kind) {
    List<String> files = tables(kind).stream().map(Location::toString).toList();
    return pipeline
        .apply("Tables" + kind, Tasks.of(files, StringUtf8Coder.of()))
        .apply("Read" + kind, ParDo.of(new ReadEdges(kind, review)))
        .setCoder(EdgeBlockCoder.of());
  }

  @Override
  public PCollection<CandidateBlock> images(Pipeline pipeline) {
    List<KV<String, Integer>> files = new ArrayList<>();
    for (Location file : pool) {
      files.add(KV.of(file.toString(), files.size()));
    }
    for (Location file : evaluation) {
      files.add(KV.of(file.toString(), CandidateBlock.EVALUATION));
    }
    return pipeline
        .apply("Images", Tasks.of(files, KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of())))
        .apply("ReadImages", ParDo.of(new ReadImages()))
        .setCoder(CandidateBlockCoder.of());
  }

  private static final class ReadEdges extends DoFn<String, EdgeBlock> {
    private final Kind kind;
    private final ReviewedEdges review;

    ReadEdges(Kind kind, ReviewedEdges review) {
      this.kind = kind;
      this.review = review;
    }

    @ProcessElement
    public void process(@Element String file, OutputReceiver<EdgeBlock> out) {
      for (EdgeBlock block : EdgeTables.read(List.of(Location.of(file)))) {
        out.output(review == null ? block : review.apply(kind, block));
      }
    }
  }

  private static final class ReadImages extends DoFn<KV<String, Integer>, CandidateBlock> {
    @ProcessElement
    public void process(@Element KV<String, Integer> file, OutputReceiver<CandidateBlock> out)
        throws IOException {
      Location table = Location.of(file.getKey());
      if (file.getValue() == CandidateBlock.EVALUATION) {
        PoolCandidates.readEvaluation(table, out::output);
      } else {
        PoolCandidates.readTable(table, file.getValue(), out::output);
      }
    }
  }
}
