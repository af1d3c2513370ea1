package io.gleaner.pipeline.runner;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.beam.runners.core.metrics.MetricsContainerStepMap;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.FlinkRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricResults;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.util.SerializedThrowable;

/**
 * Pipelines on Flink: in a mini cluster of this JVM, a new one for each pipeline, or on a session
 * cluster, to which each pipeline is a job. Batches run with blocking exchanges, so that what is
 * finished outlives a lost TaskManager. Elements are handed on without copies: no DoFn of ours
 * changes its input.
 */
public final class FlinkPipelines implements Pipelines {
  /** Stands for a mini cluster in this JVM, as Beam writes it. */
  public static final String EMBEDDED = "[local]";

  private static final long POLL_MILLIS = 1000;

  private final int parallelism;
  private final FlinkCluster cluster;
  private final BeamOptions options;
  private final FlinkConfiguration configuration;

  /**
   * @param cluster null for a mini cluster
   */
  private FlinkPipelines(
      int parallelism,
      FlinkCluster cluster,
      BeamOptions options,
      FlinkConfiguration configuration) {
    this.parallelism = parallelism;
    this.cluster = cluster;
    this.options = options;
    this.configuration = configuration;
  }

  /**
   * @param parallelism workers, at least 1
   */
  public static FlinkPipelines embedded(int parallelism, BeamOptions options) throws IOException {
    return new FlinkPipelines(parallelism, null, options, FlinkConfiguration.embedded(parallelism));
  }

  /**
   * @param parallelism slots that pipelines take, or 0 for all that the cluster has
   * @throws IllegalArgumentException where no cluster answers, or it has fewer slots
   * @throws StaleClusterException where it has other classes of Gleaner than this JVM
   */
  public static FlinkPipelines on(FlinkCluster cluster, int parallelism, BeamOptions options)
      throws IOException {
    int slots = cluster.slots();
    if (slots == 0 && parallelism == 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the Flink cluster at %s has no slots yet: start TaskManagers, or say --parallelism",
              cluster));
    }
    if (slots > 0 && parallelism > slots) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "--parallelism is %d, the Flink cluster at %s has %d slots",
              parallelism,
              cluster,
              slots));
    }
    FlinkPipelines pipelines =
        new FlinkPipelines(
            parallelism == 0 ? slots : parallelism, cluster, options, FlinkConfiguration.client());
    String differences = CompareClasses.on(pipelines);
    if (!differences.isEmpty()) {
      throw new StaleClusterException(cluster.toString(), differences);
    }
    return pipelines;
  }

  @Override
  public int parallelism() {
    return parallelism;
  }

  @Override
  public boolean areWithinThisProcess() {
    return cluster == null;
  }

  @Override
  public Pipeline create(String name) {
    FlinkPipelineOptions flink =
        options
            .withDefault("executionModeForBatch", "BATCH_FORCED")
            .withDefault("objectReuse", "true")
            .withDefault("fasterCopy", "true")
            .withDefault("flinkConfDir", configuration.folder())
            .as(FlinkPipelineOptions.class);
    flink.setRunner(FlinkRunner.class);
    flink.setFlinkMaster(cluster == null ? EMBEDDED : cluster.toString());
    flink.setParallelism(parallelism);
    flink.setJobName(name);
    if (flink.getFilesToStage() == null) {
      flink.setFilesToStage(List.of(configuration.jobJar().toString()));
    }
    return Pipeline.create(flink);
  }

  @Override
  public void endAbandoned(String prefix) {
    if (cluster != null) {
      cluster.endJobs(prefix);
    }
  }

  @Override
  public void run(Pipeline pipeline, Consumer<MetricResults> watcher) {
    // Beam waits for the job within run() and only then gives a result: the job's client, which the
    // listener catches, tells of the metrics before that.
    AtomicReference<JobClient> job = new AtomicReference<>();
    ExecutorService thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread made = new Thread(task, "flink");
              made.setDaemon(true);
              return made;
            });
    try {
      Future<PipelineResult> ended =
          thread.submit(
              () -> {
                SubmittedJobs.tell(job::set);
                return pipeline.run();
              });
      PipelineResult result = null;
      while (result == null) {
        try {
          result = ended.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
          watcher.accept(result.metrics());
        } catch (TimeoutException e) {
          JobClient client = job.get();
          if (client != null) {
            watch(client, watcher);
          }
        }
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a pipeline failed on Flink", original(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a pipeline ran on Flink", e);
    } finally {
      thread.shutdownNow();
    }
  }

  private static void watch(JobClient client, Consumer<MetricResults> watcher)
      throws InterruptedException {
    try {
      Object metrics =
          client
              .getAccumulators()
              .get(POLL_MILLIS, TimeUnit.MILLISECONDS)
              .get("__metricscontainers");
      if (metrics instanceof MetricsContainerStepMap steps) {
        watcher.accept(MetricsContainerStepMap.asAttemptedOnlyMetricResults(steps));
      }
    } catch (ExecutionException | TimeoutException | IllegalStateException e) {
      // The job has just ended or is restarting, or the cluster is busy: the next time tells.
    }
  }

  /** Returns the first cause that a cluster sent as bytes, or the failure itself. */
  private static Throwable original(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof SerializedThrowable sent) {
        return sent.deserializeError(FlinkPipelines.class.getClassLoader());
      }
    }
    return failure;
  }
}
