package io.gleaner.pipeline.run;

import io.gleaner.clustering.workers.Tasks;
import io.gleaner.dedup.CandidateBlock;
import io.gleaner.dedup.CandidateBlockCoder;
import io.gleaner.dedup.Kind;
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
 */
record EvidenceTables(
    List<Location> pool,
    List<Location> evaluation,
    Map<Kind, List<Location>> tables,
    long edges,
    long poolImages)
    implements StoredEvidence {

  /** Counts the rows of the tables, by the footers. */
  static EvidenceTables of(
      List<Location> pool, List<Location> evaluation, Map<Kind, List<Location>> tables)
      throws IOException {
    long edges = 0;
    for (List<Location> files : tables.values()) {
      edges += rows(files);
    }
    return new EvidenceTables(pool, evaluation, tables, edges, rows(pool));
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

  @Override
  public Set<Kind> kinds() {
    return tables.keySet();
  }

  @Override
  public PCollection<EdgeBlock> edges(Pipeline pipeline, Kind kind) {
    List<String> files = tables(kind).stream().map(Location::toString).toList();
    return pipeline
        .apply("Tables" + kind, Tasks.of(files, StringUtf8Coder.of()))
        .apply("Read" + kind, ParDo.of(new ReadEdges()))
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
    @ProcessElement
    public void process(@Element String file, OutputReceiver<EdgeBlock> out) {
      EdgeTables.read(List.of(Location.of(file))).forEach(out::output);
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
