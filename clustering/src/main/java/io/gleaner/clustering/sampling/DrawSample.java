package io.gleaner.clustering.sampling;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.embedding.EmbeddingReader;
import io.gleaner.clustering.embedding.EmbeddingShard;
import io.gleaner.clustering.workers.ScratchFolder;
import io.gleaner.clustering.workers.Tasks;
import io.gleaner.clustering.workers.Workers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VoidCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;

/**
 * Draws the training sample of a large pool by a pipeline, in one pass and without a shuffle of
 * vectors: with about {@code n} rows in the pool, the {@code limit} smallest hashes are below a
 * bound that is known beforehand, but for luck. Each worker writes the rows below it to files of
 * {@value RowSample#ROWS_PER_BLOCK} rows; then the driver finds the last row ({@link
 * StoredSample}). Where the bound was too low, a higher one draws again. Memory in a worker: one
 * file, 4 × {@value RowSample#ROWS_PER_BLOCK} × dimension bytes, and a block that is read; in the
 * driver 8 bytes a row of the sample.
 */
public final class DrawSample {
  private static final int ROWS_PER_BLOCK = 4096;
  private static final int MOST_BATCHES = 4096;

  private DrawSample() {}

  /**
   * @param shards of the pool
   * @param rows of the pool, about
   * @param limit most rows of the sample, below 2^31
   * @param folder nobody else's; keeps the files
   */
  public static StoredSample draw(
      List<? extends EmbeddingShard> shards,
      long rows,
      long limit,
      long seed,
      ScratchFolder folder,
      Workers workers)
      throws IOException {
    double share = (limit + 6 * Math.sqrt(limit) + 64) / Math.max(1, rows);
    for (int attempt = 0; ; attempt++) {
      ScratchFolder files = folder.folder("sample-" + attempt);
      write(shards, bound(share), seed, files, workers);
      StoredSample sample = StoredSample.of(files, limit);
      if (sample.rows() == limit || share >= 1) {
        return sample;
      }
      share = Math.max(1.1, 1.1 * limit / Math.max(1, sample.rows())) * share;
      files.delete();
    }
  }

  /** Returns the hash that {@code share} of all hashes are at most, as an unsigned number. */
  private static long bound(double share) {
    return share >= 1 ? -1L : (long) (share * 0x1p63) << 1;
  }

  private static void write(
      List<? extends EmbeddingShard> shards,
      long bound,
      long seed,
      ScratchFolder folder,
      Workers workers) {
    int size = (shards.size() - 1) / MOST_BATCHES + 1;
    List<KV<Integer, List<EmbeddingShard>>> batches = new ArrayList<>();
    for (int from = 0; from < shards.size(); from += size) {
      batches.add(
          KV.of(
              batches.size(),
              List.copyOf(shards.subList(from, Math.min(shards.size(), from + size)))));
    }
    Pipeline pipeline = workers.pipeline();
    pipeline
        .apply(
            "Shards",
            Tasks.of(
                batches,
                KvCoder.of(
                    VarIntCoder.of(), ListCoder.of(SerializableCoder.of(EmbeddingShard.class)))))
        .apply("Draw", ParDo.of(new Draw(bound, seed, folder)))
        .setCoder(VoidCoder.of());
    workers.run(pipeline);
  }

  private static final class Draw extends DoFn<KV<Integer, List<EmbeddingShard>>, Void> {
    private final long bound;
    private final long seed;
    private final ScratchFolder folder;

    Draw(long bound, long seed, ScratchFolder folder) {
      this.bound = bound;
      this.seed = seed;
      this.folder = folder;
    }

    @ProcessElement
    public void process(@Element KV<Integer, List<EmbeddingShard>> batch) throws IOException {
      Part part = new Part(folder, batch.getKey());
      for (EmbeddingShard shard : batch.getValue()) {
        try (EmbeddingReader reader = shard.open(ROWS_PER_BLOCK)) {
          for (EmbeddingBlock block = reader.next(); block != null; block = reader.next()) {
            for (int row = 0; row < block.rows(); row++) {
              long hash = Draws.hash(seed, TrainingSample.PURPOSE, block.id(row));
              if (Long.compareUnsigned(hash, bound) <= 0) {
                part.add(block, row, hash);
              }
            }
          }
        }
      }
      part.flush();
    }
  }

  /** The rows of one batch's next file. */
  private static final class Part {
    private final ScratchFolder folder;
    private final int batch;
    private final List<String> ids = new ArrayList<>();
    private final long[] hashes = new long[RowSample.ROWS_PER_BLOCK];
    private float[] values = new float[0];
    private int dimension;
    private int files;

    Part(ScratchFolder folder, int batch) {
      this.folder = folder;
      this.batch = batch;
    }

    void add(EmbeddingBlock block, int row, long hash) throws IOException {
      if (dimension != block.dimension()) {
        if (dimension != 0) {
          throw new IOException(
              String.format(
                  Locale.ROOT,
                  "embedding of %s has %d components, those before it %d",
                  block.id(row),
                  block.dimension(),
                  dimension));
        }
        dimension = block.dimension();
        values = new float[RowSample.ROWS_PER_BLOCK * dimension];
      }
      int at = ids.size();
      hashes[at] = hash;
      System.arraycopy(block.values(), block.offset(row), values, at * dimension, dimension);
      ids.add(block.id(row));
      if (ids.size() == RowSample.ROWS_PER_BLOCK) {
        flush();
      }
    }

    void flush() throws IOException {
      int rows = ids.size();
      if (rows > 0) {
        new SamplePart(
                ids.toArray(new String[0]),
                Arrays.copyOf(hashes, rows),
                Arrays.copyOf(values, rows * dimension),
                dimension)
            .write(folder, String.format(Locale.ROOT, "part-%05d-%05d", batch, files));
        files++;
        ids.clear();
      }
    }
  }
}
