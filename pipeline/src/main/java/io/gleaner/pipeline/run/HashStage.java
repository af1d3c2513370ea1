package io.gleaner.pipeline.run;

import io.gleaner.clustering.workers.Tasks;
import io.gleaner.dedup.DedupConfig;
import io.gleaner.dedup.Deduplicate;
import io.gleaner.dedup.Kind;
import io.gleaner.dedup.hash.HashBlock;
import io.gleaner.dedup.hash.HashBlockCoder;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.EdgeTables;
import io.gleaner.pipeline.table.Row;
import io.gleaner.pipeline.table.TableReader;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * Finds copies by what is known of the bytes: pairs of equal SHA-256, pairs of perceptual hashes
 * within a distance, and the list of exact copies, which no later stage looks at. Equal bytes have
 * equal pixels, so whom an exact copy is a copy of does not depend on what {@code keep} prefers.
 */
final class HashStage implements Stage {
  private static final int IMAGES_PER_BLOCK = 8192;

  private final RunDirectory directory;
  private final Inputs pool;
  private final DedupConfig config;

  HashStage(RunDirectory directory, Inputs pool, DedupConfig config) {
    this.directory = directory;
    this.pool = pool;
    this.config = config;
  }

  @Override
  public String name() {
    return "hash";
  }

  @Override
  public List<Location> outputs() {
    return List.of(directory.hashes());
  }

  @Override
  public String fingerprint() {
    return Fingerprint.of("hash/2")
        .with(pool.fingerprint().get())
        .with(config.perceptualDistance())
        .hex();
  }

  /** Returns the exact copies, which no search looks at. */
  RemovedImages copies() {
    return RemovedImages.of(directory.hashes().resolve("copies"), this);
  }

  @Override
  public Map<String, Long> execute(Execution execution) throws Exception {
    long images = pool.rows();
    Location exact = directory.hashes().resolve("exact");
    Location perceptual = directory.hashes().resolve("perceptual");
    Pipeline pipeline = execution.pipeline();
    List<String> files = pool.files().stream().map(Location::toString).toList();
    PCollection<HashBlock> hashes =
        pipeline
            .apply("Tables", Tasks.of(files, StringUtf8Coder.of()))
            .apply("Read", ParDo.of(new ReadHashes()))
            .setCoder(HashBlockCoder.of());
    hashes
        .apply("Exact", Deduplicate.exactEdges(images))
        .apply("WriteExact", EdgeTables.write(exact));
    if (config.perceptualDistance() >= 0) {
      hashes
          .apply("Perceptual", Deduplicate.perceptualEdges(config, images))
          .apply("WritePerceptual", EdgeTables.write(perceptual));
    }
    execution.run(pipeline);
    EvidenceTables evidence =
        EvidenceTables.of(pool.files(), List.of(), Map.of(Kind.EXACT, RunDirectory.tables(exact)));
    new DecidePool(
            config,
            evidence,
            new DecisionTables(directory.hashes().resolve("copies"), null, pool.names()))
        .decide(execution);
    return Map.of("images", images, "exact_copies", copies().count());
  }

  private static final class ReadHashes extends DoFn<String, HashBlock> {
    @ProcessElement
    public void process(@Element String file, OutputReceiver<HashBlock> out) throws IOException {
      try (TableReader reader = TableReader.open(Location.of(file), "id", "sha256", "phash")) {
        HashBlock.Builder block = new HashBlock.Builder();
        for (Row row = reader.next(); row != null; row = reader.next()) {
          if (row.isNull(0) || row.isNull(1)) {
            continue; // not usable, or without a hash to compare
          }
          block.add(
              row.text(0),
              HexFormat.of().parseHex(row.text(1)),
              row.isNull(2) ? OptionalLong.empty() : OptionalLong.of(row.integer(2)));
          if (block.size() == IMAGES_PER_BLOCK) {
            out.output(block.build());
            block = new HashBlock.Builder();
          }
        }
        if (block.size() > 0) {
          out.output(block.build());
        }
      }
    }
  }
}
