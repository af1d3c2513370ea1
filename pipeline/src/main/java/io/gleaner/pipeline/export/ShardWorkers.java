package io.gleaner.pipeline.export;

import io.gleaner.clustering.workers.TaskThreads;
import io.gleaner.clustering.workers.Tasks;
import io.gleaner.pipeline.export.format.ExportFolder;
import io.gleaner.pipeline.export.format.ExportShard;
import io.gleaner.pipeline.original.Originals;
import io.gleaner.pipeline.progress.Progress;
import io.gleaner.pipeline.run.Execution;
import io.gleaner.pipeline.run.RunDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.SerializableCoder;

/** Those who make shards: threads of this process, or workers of a runner of Beam's. */
public interface ShardWorkers {
  /** Makes all these shards. */
  void make(List<ExportShard> shards, Plan plan, Job job) throws IOException;

  /** Returns how many threads of this process may be busy at once. */
  int threads();

  /**
   * What is made.
   *
   * @param run whose images they are
   * @param folder of the export
   */
  record Job(RunDirectory run, ExportFolder folder, ExportOptions options) {}

  /**
   * Threads of this process.
   *
   * @param threads at least 1
   */
  static ShardWorkers threads(int threads, Progress progress) {
    return new InThreads(threads, progress);
  }

  /** Workers of a runner. */
  static ShardWorkers of(Execution execution) {
    return new InPipeline(execution.named("gleaner export"));
  }

  /**
   * Threads. While the files of one shard are brought to the disk, another thread makes the next
   * one, so there are twice as many threads as are busy.
   */
  record InThreads(int threads, Progress progress) implements ShardWorkers {
    @Override
    public void make(List<ExportShard> shards, Plan plan, Job job) throws IOException {
      Semaphore busy = new Semaphore(threads);
      ShardWork work =
          new ShardWork(
              job.folder(),
              plan.fingerprint(),
              plan.labels(),
              job.options().format(),
              job.options().edit(),
              Originals.of(job.run(), job.options().roots()));
      try (Progress.Stage stage = progress.begin("export", "images", shards.size())) {
        TaskThreads.run(
            2 * threads,
            shards,
            shard -> {
              try (ShardWork.Made made = make(work, shard, stage, busy)) {
                made.commit();
              }
              stage.finish(1);
            });
      }
    }

    private static ShardWork.Made make(
        ShardWork work, ExportShard shard, Progress.Stage stage, Semaphore busy)
        throws IOException, InterruptedException {
      busy.acquire();
      try {
        return work.make(shard, () -> stage.advance(1));
      } finally {
        busy.release();
      }
    }
  }

  /** A pipeline. */
  record InPipeline(Execution execution) implements ShardWorkers {
    @Override
    public int threads() {
      return execution.threads();
    }

    @Override
    public void make(List<ExportShard> shards, Plan plan, Job job) {
      Pipeline pipeline = execution.pipeline();
      pipeline
          .apply(
              "Shards", Tasks.of(new ArrayList<>(shards), SerializableCoder.of(ExportShard.class)))
          .apply(
              "Write",
              new WriteShards(
                  job.run().root(),
                  job.options().roots(),
                  job.folder(),
                  job.options().format(),
                  job.options().edit()));
      try (Progress.Stage stage = execution.progress().begin("export", "images", shards.size())) {
        execution.run(pipeline, WriteShards.IMAGES, WriteShards.SHARDS, stage);
      }
    }
  }
}
